#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace http {

/// One server-sent event, formatted once and shared by every stream it goes to.
///
/// Shape   id 0 stands for "no id": such a frame is never taken for one already sent
struct Frame {
  std::uint64_t id = 0;
  std::shared_ptr<const std::string> text;
};

/// Formats an event; line breaks in `data` become several data lines, those in `event` are dropped.
///
/// Source  https://html.spec.whatwg.org/multipage/server-sent-events.html
Frame make_frame(std::uint64_t id, std::string_view event, std::string_view data);

struct StreamLimits {
  std::size_t queue_frames = 256;
  std::size_t queue_bytes = 256 * 1024;
  std::chrono::milliseconds heartbeat{15'000};
  std::chrono::milliseconds retry{2'000};  // what the browser is told to wait before it comes back
};

/// One subscriber's open connection; any thread may push to it.
///
/// Shape   frames go out in the order pushed; ids rise, and a frame whose id is not above the last one
///         queued is dropped silently. So: register the stream with the hub first, then read the past
///         and `prime` it; nothing is missed and nothing sent twice.
/// Errors  a reader too slow for the queue is disconnected, and resumes with Last-Event-ID
class EventStream {
 public:
  explicit EventStream(StreamLimits limits = {});
  ~EventStream();
  EventStream(const EventStream&) = delete;
  EventStream& operator=(const EventStream&) = delete;

  /// False if the stream has ended; the producer can then forget it.
  bool push(const Frame& frame);
  bool push(std::uint64_t id, std::string_view event, std::string_view data);

  /// Puts past events before everything pushed so far; not counted against the queue limits, so the
  /// caller bounds it. Call at most once, before the response is returned.
  void prime(std::vector<Frame> past);

  /// Ends the stream from this side once what is queued has been sent.
  void close();
  bool is_open() const;
  /// True if it was ended because the reader was too slow.
  bool overflowed() const;

  /// Called once when the stream ends, on whatever thread ends it, also from inside push or close (so
  /// never hold a lock there that the callback takes); at once if it has ended already.
  void on_end(std::function<void()> callback);

  const StreamLimits& limits() const { return limits_; }

  // The side of the connection that sends.
  /// Calls `wake` (under no lock) each time there is something new to look at.
  void attach(std::function<void()> wake);
  /// Takes up to `max_frames` queued frames; false when the stream has ended and nothing is left.
  bool take(std::vector<Frame>& frames, std::size_t max_frames);
  /// The connection is gone: drops what is queued and tells the producer.
  void detach();

 private:
  void finish(std::unique_lock<std::mutex>& lock);
  void drop_queue();
  void drop_taken();

  const StreamLimits limits_;
  mutable std::mutex mutex_;
  std::vector<Frame> queue_;  // no deque: an empty one of those holds 600 bytes
  std::size_t taken_ = 0;     // of the queue, from its front
  std::size_t queued_bytes_ = 0;
  std::size_t primed_frames_ = 0;  // still queued and not counted
  std::uint64_t last_id_ = 0;
  bool open_ = true;
  bool overflowed_ = false;
  bool woken_ = false;
  std::function<void()> wake_;
  std::vector<std::function<void()>> on_end_;
};

}  // namespace http
