#include "server/http/client.h"

#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/url/parse.hpp>
#include <charconv>
#include <exception>
#include <list>
#include <vector>

namespace http {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

struct Connection {
  explicit Connection(const asio::any_io_executor& executor) : stream(executor) {}

  // A server may close a connection while it lies idle; a request must not be spent on finding out.
  bool is_usable() {
    char byte = 0;
    const ssize_t count = ::recv(stream.socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
  }

  beast::tcp_stream stream;
  beast::flat_buffer buffer;
};

bool has_field(const Fields& fields, std::string_view name) {
  for (const Field& field : fields) {
    if (same_name(field.first, name)) return true;
  }
  return false;
}

std::string write_request_head(const ClientRequest& request, const std::string& authority) {
  std::string head{to_string(request.method)};
  head += ' ' + request.target + " HTTP/1.1\r\n";
  if (!has_field(request.headers, "Host")) head += "Host: " + authority + "\r\n";
  for (const Field& field : request.headers) head += field.first + ": " + field.second + "\r\n";
  const bool takes_body =
      request.method == Method::post || request.method == Method::put || request.method == Method::patch;
  if (takes_body || !request.body.empty()) {
    head += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  }
  head += "\r\n";
  return head;
}

}  // namespace

std::optional<Url> parse_url(std::string_view text) {
  const auto parsed = boost::urls::parse_uri(boost::urls::string_view{text.data(), text.size()});
  if (!parsed || parsed->scheme() != "http" || parsed->has_userinfo() || parsed->encoded_host().empty()) {
    return std::nullopt;
  }
  Url url;
  url.host = parsed->host_address();
  if (parsed->has_port()) {
    // Not port_number(): it wraps what is above 65535.
    const auto port = parsed->port();
    const auto [stop, error] = std::from_chars(port.data(), port.data() + port.size(), url.port);
    if (error != std::errc{} || stop != port.data() + port.size() || url.port == 0) return std::nullopt;
  }
  const auto target = parsed->encoded_target();
  url.target = std::string{target.data(), target.size()};
  if (url.target.empty() || url.target.front() != '/') url.target.insert(0, "/");
  return url;
}

std::optional<std::string_view> ClientResponse::header(std::string_view name) const {
  for (const Field& field : headers) {
    if (same_name(field.first, name)) return std::string_view{field.second};
  }
  return std::nullopt;
}

class Client::Pool {
 public:
  Pool(asio::io_context& io_context, std::string host, std::uint16_t port, ClientLimits limits)
      : strand_(asio::make_strand(io_context)), host_(std::move(host)), port_(port), limits_(limits) {
    const bool is_ipv6 = host_.find(':') != std::string::npos;
    authority_ = (is_ipv6 ? "[" + host_ + "]" : host_) + ":" + std::to_string(port_);
  }

  static asio::awaitable<ClientResponse> request(std::shared_ptr<Pool> self, ClientRequest request) {
    const asio::any_io_executor executor = self->strand_;
    asio::awaitable<ClientResponse> exchange = self->exchange_in_turn(self, std::move(request));
    co_return co_await asio::co_spawn(executor, std::move(exchange), asio::use_awaitable);
  }

 private:
  // Gives the place back also when the exchange throws or its coroutine is destroyed.
  struct Place {
    explicit Place(Pool& pool_) : pool(pool_) {}
    ~Place() {
      --pool.busy_;
      if (pool.waiting_.empty()) return;
      asio::steady_timer* next = pool.waiting_.front();
      pool.waiting_.pop_front();
      next->cancel();
    }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    Pool& pool;
  };

  struct Waiter {
    Waiter(Pool& pool_, std::chrono::steady_clock::time_point end) : pool(pool_), timer(pool.strand_, end) {
      pool.waiting_.push_back(&timer);
    }
    ~Waiter() { pool.waiting_.remove(&timer); }
    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;
    bool was_called() const {
      return std::find(pool.waiting_.begin(), pool.waiting_.end(), &timer) == pool.waiting_.end();
    }
    Pool& pool;
    asio::steady_timer timer;
  };

  asio::awaitable<ClientResponse> exchange_in_turn(std::shared_ptr<Pool> self, ClientRequest request) {
    co_await wait_for_place();
    const Place place{*self};
    std::unique_ptr<Connection> connection = take_idle();
    if (!connection) {
      connection = std::make_unique<Connection>(strand_);
      co_await connect(*connection);
    }
    bool keep_alive = false;
    ClientResponse response = co_await exchange(*connection, request, keep_alive);
    if (keep_alive) idle_.push_back(std::move(connection));
    co_return response;
  }

  asio::awaitable<void> wait_for_place() {
    const auto end = std::chrono::steady_clock::now() + limits_.request_time;
    while (busy_ >= limits_.connections) {
      Waiter waiter{*this, end};
      error_code error;
      co_await waiter.timer.async_wait(asio::redirect_error(asio::use_awaitable, error));
      if (!waiter.was_called()) {
        throw boost::system::system_error{asio::error::timed_out, "waiting for a connection"};
      }
    }
    ++busy_;
  }

  std::unique_ptr<Connection> take_idle() {
    while (!idle_.empty()) {
      std::unique_ptr<Connection> connection = std::move(idle_.back());
      idle_.pop_back();
      if (connection->is_usable()) return connection;
    }
    return nullptr;
  }

  asio::awaitable<void> connect(Connection& connection) {
    if (endpoints_.empty()) {
      tcp::resolver resolver{strand_};
      const std::string service = std::to_string(port_);
      const auto found = co_await resolver.async_resolve(host_, service, asio::use_awaitable);
      for (const auto& entry : found) endpoints_.push_back(entry.endpoint());
    }
    connection.stream.expires_after(limits_.connect_time);
    co_await connection.stream.async_connect(endpoints_, asio::use_awaitable);
    connection.stream.socket().set_option(tcp::no_delay{true});
  }

  asio::awaitable<ClientResponse> exchange(Connection& connection, const ClientRequest& request,
                                           bool& keep_alive) {
    connection.stream.expires_after(limits_.request_time);
    const std::string head = write_request_head(request, authority_);
    const std::array<asio::const_buffer, 2> buffers{asio::buffer(head), asio::buffer(request.body)};
    co_await asio::async_write(connection.stream, buffers, asio::use_awaitable);
    beast::http::response_parser<beast::http::string_body> parser;
    parser.header_limit(static_cast<std::uint32_t>(limits_.header_bytes));
    parser.body_limit(limits_.body_bytes);
    if (request.method == Method::head) parser.skip(true);
    co_await beast::http::async_read(connection.stream, connection.buffer, parser, asio::use_awaitable);
    keep_alive = parser.keep_alive();
    connection.stream.expires_never();
    ClientResponse response;
    response.status = static_cast<int>(parser.get().result_int());
    for (const auto& field : parser.get()) {
      const auto name = field.name_string();
      const auto value = field.value();
      response.headers.emplace_back(std::string{name.data(), name.size()},
                                    std::string{value.data(), value.size()});
    }
    response.body = std::move(parser.get().body());
    co_return response;
  }

  const asio::strand<asio::io_context::executor_type> strand_;
  const std::string host_;
  const std::uint16_t port_;
  const ClientLimits limits_;
  std::string authority_;
  std::vector<tcp::endpoint> endpoints_;
  std::vector<std::unique_ptr<Connection>> idle_;
  std::list<asio::steady_timer*> waiting_;
  std::size_t busy_ = 0;
};

Client::Client(asio::io_context& io_context, std::string host, std::uint16_t port, ClientLimits limits)
    : pool_(std::make_shared<Pool>(io_context, std::move(host), port, limits)) {}

Client::~Client() = default;

asio::awaitable<ClientResponse> Client::request(ClientRequest request) {
  return Pool::request(pool_, std::move(request));
}

ClientResponse fetch(const std::string& host, std::uint16_t port, const ClientRequest& request,
                     const ClientLimits& limits) {
  asio::io_context io_context{1};
  Client client{io_context, host, port, limits};
  ClientResponse response;
  std::exception_ptr failure;
  asio::co_spawn(io_context, client.request(request), [&](std::exception_ptr error, ClientResponse answer) {
    failure = std::move(error);
    response = std::move(answer);
  });
  io_context.run();
  if (failure) std::rethrow_exception(failure);
  return response;
}

}  // namespace http
