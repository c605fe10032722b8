#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "server/http/listener_state.h"
#include "server/http/read_buffer.h"
#include "server/http/request_head.h"
#include "server/http/transport.h"

namespace http {

/// One connection: reads requests, has them answered, keeps to the limits.
///
/// Shape   all members except `deadline` are used on the transport's strand only. There is no timer per
///         wait: the listener looks through the deadlines of all sessions a few times a second.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(std::shared_ptr<Shared> shared, std::unique_ptr<Transport> transport, std::string address);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void start();
  std::int64_t deadline() const { return deadline_.load(std::memory_order_relaxed); }

  const std::string& address() const { return address_; }
  /// Any thread: true once, and only while it waits for a request; then it has to be told so by post_give_up.
  bool take_for_giving_up() {
    bool waiting = true;
    return may_be_given_up_.compare_exchange_strong(waiting, false);
  }

  // From any thread; each does its work on the strand.
  void post_give_up();
  void post_expire();
  void post_stop();
  void post_abort();

 private:
  enum class Phase { idle, head, body, handling, writing, streaming, lingering };
  enum class Read { data, gone, timeout };
  static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

  static boost::asio::awaitable<void> run(std::shared_ptr<Session> self);
  boost::asio::awaitable<void> serve();
  boost::asio::awaitable<bool> read_head();
  bool judge_head(HeadScanner::State state);
  bool stop_reading(Read read, std::string_view detail);
  boost::asio::awaitable<bool> read_body();
  boost::asio::awaitable<bool> read_counted_body();
  boost::asio::awaitable<bool> read_chunked_body(std::size_t limit);
  boost::asio::awaitable<Read> read_some(char* data, std::size_t size, std::size_t& count);
  boost::asio::awaitable<Read> fill_buffer();
  bool grow_body(std::size_t bytes);
  void begin_request();
  void refuse(int status, std::string_view detail);

  boost::asio::awaitable<void> answer();
  boost::asio::awaitable<Response> call_handler();
  boost::asio::awaitable<void> send(Response& response);
  boost::asio::awaitable<void> send_pieces(BodyProducer& producer, bool chunked);
  boost::asio::awaitable<bool> write(std::string_view first, std::string_view second = {},
                                     std::string_view third = {});
  boost::asio::awaitable<void> send_events(std::shared_ptr<EventStream> stream);
  boost::asio::awaitable<void> pump_events(EventStream& stream);
  bool send_at_once();
  void forget_request();
  void watch_client();
  void wake_stream();
  boost::asio::awaitable<void> linger();

  void arm(std::chrono::nanoseconds budget);
  void arm_at(std::chrono::steady_clock::time_point when);
  void disarm() { deadline_.store(never, std::memory_order_relaxed); }
  void expire();
  void stop();

  const std::shared_ptr<Shared> shared_;
  const std::unique_ptr<Transport> transport_;
  const std::string address_;
  Admission admission_ = Admission::dropped;
  ConnectionRegistry::Position position_{};

  std::atomic<std::int64_t> deadline_{never};
  std::atomic<bool> may_be_given_up_{false};
  Phase phase_ = Phase::idle;
  bool timed_out_ = false;
  bool stopped_ = false;
  bool first_request_ = true;
  bool keep_alive_ = true;
  bool sent_something_ = false;
  bool refused_ = false;

  ReadBuffer buffer_;
  HeadScanner scanner_;
  Framing framing_;
  Request request_;
  std::optional<Response> refusal_;
  std::chrono::steady_clock::time_point started_;
  std::size_t reserved_body_bytes_ = 0;
  std::string head_;

  std::shared_ptr<EventStream> stream_;
  std::unique_ptr<boost::asio::steady_timer> stream_timer_;
  std::string unsent_;  // of the stream, before what is queued
  bool stream_waits_ = false;
  std::size_t unexpected_bytes_ = 0;
  bool client_gone_ = false;
  bool write_blocked_ = false;
};

}  // namespace http
