#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "server/http/client.h"
#include "server/http/listener.h"
#include "server/http/router.h"
#include "server/http/tls.h"

namespace http_test {

/// A listener on a free port of 127.0.0.1 with threads of its own.
class Server {
 public:
  explicit Server(http::Limits limits = {}, http::Hooks hooks = {}, int threads = 2);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Routes must be added before `start`.
  http::Router& router();
  void start(std::shared_ptr<http::Tls> tls = nullptr);
  std::uint16_t port() const;
  const http::Counters& counters() const;
  /// Begins a graceful stop on the server's threads; `wait_stopped` waits for its end.
  void begin_stop(std::chrono::milliseconds grace = std::chrono::seconds{10});
  void wait_stopped();
  bool stopped() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// A blocking socket that sends whatever bytes a test wants.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port, int receive_buffer_bytes = 0);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  /// False if the server has closed the connection.
  bool send(std::string_view bytes);
  /// Reads until the text is there, the end, or the time limit; what was read stays in the buffer.
  bool read_until(std::string_view text, std::chrono::milliseconds limit = std::chrono::seconds{10});
  /// Reads to the end of the connection; false if it is still open at the limit.
  bool read_to_end(std::chrono::milliseconds limit = std::chrono::seconds{10});
  /// Takes one whole response with a Content-Length off the buffer; empty at the end of the connection.
  std::string read_response(bool head_only = false);
  const std::string& received() const { return received_; }
  void finish_sending();
  void close();
  std::string local_port() const;

 private:
  enum class Got { bytes, end, nothing };
  Got receive(std::chrono::milliseconds limit);

  int descriptor_ = -1;
  std::string received_;
};

int status_of(std::string_view response);
std::string header_of(std::string_view response, std::string_view name);
std::string body_of(std::string_view response);
std::size_t count_of(std::string_view text, std::string_view part);

/// Waits until the condition holds; false if it does not within ten seconds.
bool eventually(const std::function<bool()>& condition);

/// A coroutine that lasts this long.
boost::asio::awaitable<void> pause(std::chrono::milliseconds time);

}  // namespace http_test
