#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "server/http/message.h"

namespace boost::asio {
class io_context;
}

namespace http {

struct Url {
  Url() = default;
  std::string host;
  std::uint16_t port = 80;
  std::string target = "/";  // path and query
};

/// Takes apart "http://host:port/path?query".
///
/// Errors  nullopt for anything else, also https
std::optional<Url> parse_url(std::string_view text);

struct ClientRequest {
  ClientRequest() = default;
  ClientRequest(Method method_, std::string target_) : method(method_), target(std::move(target_)) {}

  Method method = Method::get;
  std::string target = "/";
  Fields headers;  // Host, Content-Length and Connection are added
  std::string body;
};

struct ClientResponse {
  ClientResponse() = default;

  int status = 0;
  Fields headers;
  std::string body;

  std::optional<std::string_view> header(std::string_view name) const;
};

struct ClientLimits {
  std::size_t connections = 8;
  std::chrono::milliseconds connect_time{5'000};
  std::chrono::milliseconds request_time{30'000};  // from the first byte sent to the last received
  std::size_t header_bytes = 64 * 1024;
  std::size_t body_bytes = 64 * 1024 * 1024;
};

/// A keep-alive HTTP/1.1 client of one server, for the project's own tools.
///
/// Shape   at most `connections` requests are under way; further ones wait for their turn
/// Errors  throws boost::system::system_error if there is no complete answer; nothing is retried,
///         because only the caller knows whether the request may be sent twice
class Client {
 public:
  Client(boost::asio::io_context& io_context, std::string host, std::uint16_t port, ClientLimits limits = {});
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  boost::asio::awaitable<ClientResponse> request(ClientRequest request);

 private:
  class Pool;
  std::shared_ptr<Pool> pool_;
};

/// Sends one request and waits for the answer, for tests and small tools.
///
/// Errors  throws like Client::request
ClientResponse fetch(const std::string& host, std::uint16_t port, const ClientRequest& request,
                     const ClientLimits& limits = {});

}  // namespace http
