#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "server/http/limits.h"
#include "server/http/message.h"
#include "server/http/router.h"

namespace boost::asio {
class io_context;
}

namespace http {

class ListenerState;
class Tls;

/// What is known of one answered request, for the access log and metrics.
struct Exchange {
  const Request& request;
  int status;
  std::chrono::steady_clock::duration duration;  // from the end of the head to the end of the handler
};

/// Where the layer above puts its own behaviour; each is called from the connection's thread.
struct Hooks {
  ErrorBody error_body = problem;
  /// Last touch on every response (security headers), also on refused requests.
  std::function<void(Response&, const Request&)> decorate;
  std::function<void(const Exchange&)> on_exchange;
  /// Requests that are still let in when others are told to come again. Default: none.
  std::function<bool(const Request&)> comes_first;
  /// For whom a request counts when one client asks for too much at once. Default: the address of its
  /// connection.
  std::function<std::string(const Request&)> client_of;
  /// An exception escaped a handler; the client saw a 500 without details. Default: spdlog.
  std::function<void(const Request&, const std::string& what)> on_failure;
};

/// Counts since the start, and gauges of now; safe to read from any thread.
struct Counters {
  std::atomic<std::uint64_t> connections_now{0};
  std::atomic<std::uint64_t> streams_now{0};
  std::atomic<std::uint64_t> in_flight_now{0};
  std::atomic<std::uint64_t> buffered_body_bytes_now{0};
  std::atomic<std::uint64_t> connections_total{0};
  std::atomic<std::uint64_t> connections_refused_total{0};
  std::atomic<std::uint64_t> requests_total{0};
  std::atomic<std::uint64_t> requests_refused_total{0};  // 503 for too much at once
  std::atomic<std::uint64_t> requests_malformed_total{0};
  std::atomic<std::uint64_t> timeouts_total{0};
  std::atomic<std::uint64_t> failures_total{0};  // exceptions in handlers
  std::atomic<std::uint64_t> streams_overflowed_total{0};
};

/// Accepts connections and answers their requests through one handler.
///
/// Shape   each connection is a coroutine on a strand of its own, so the io_context may be run by
///         several threads; destroying the listener closes every connection
class Listener {
 public:
  Listener(boost::asio::io_context& io_context, Limits limits, Handler handler, Hooks hooks = {});
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  /// Starts to accept on an address, over TLS when it is given; port 0 lets the system choose. May be called
  /// for several.
  ///
  /// Errors  throws std::system_error (boost::system::system_error) if the address cannot be bound
  void listen(const std::string& host, std::uint16_t port, std::shared_ptr<Tls> tls = nullptr);

  /// The port of the first address listened on.
  std::uint16_t local_port() const;

  /// Stops accepting, ends idle connections and event streams at once, lets running requests
  /// finish, and completes when all are done or cut after `grace`.
  boost::asio::awaitable<void> stop(std::chrono::milliseconds grace = std::chrono::seconds{10});

  const Counters& counters() const;

 private:
  std::shared_ptr<ListenerState> state_;
};

}  // namespace http
