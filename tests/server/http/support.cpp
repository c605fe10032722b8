#include "tests/server/http/support.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <stdexcept>

namespace http_test {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

struct Server::Parts {
  Parts(http::Limits limits_, http::Hooks hooks_, int threads_)
      : limits(std::move(limits_)), hooks(std::move(hooks_)), thread_count(threads_) {}

  asio::io_context io_context;
  asio::executor_work_guard<asio::io_context::executor_type> work{io_context.get_executor()};
  http::Limits limits;
  http::Hooks hooks;
  int thread_count;
  http::Router router;
  std::unique_ptr<http::Listener> listener;
  std::vector<std::thread> threads;
  std::atomic<bool> stop_begun{false};
  std::atomic<bool> stopped{false};
};

Server::Server(http::Limits limits, http::Hooks hooks, int threads)
    : parts_(std::make_unique<Parts>(std::move(limits), std::move(hooks), threads)) {}

Server::~Server() {
  if (parts_->listener) {
    if (!parts_->stop_begun) begin_stop(milliseconds{200});
    wait_stopped();
  }
  parts_->work.reset();
  parts_->io_context.stop();
  for (std::thread& thread : parts_->threads) thread.join();
  parts_->listener.reset();
}

http::Router& Server::router() { return parts_->router; }

void Server::start(std::shared_ptr<http::Tls> tls) {
  parts_->listener = std::make_unique<http::Listener>(parts_->io_context, parts_->limits,
                                                      parts_->router.handler(), parts_->hooks);
  parts_->listener->listen("127.0.0.1", 0, std::move(tls));
  for (int i = 0; i < parts_->thread_count; ++i) {
    parts_->threads.emplace_back([this] { parts_->io_context.run(); });
  }
}

std::uint16_t Server::port() const { return parts_->listener->local_port(); }

const http::Counters& Server::counters() const { return parts_->listener->counters(); }

void Server::begin_stop(milliseconds grace) {
  parts_->stop_begun = true;
  asio::co_spawn(parts_->io_context, parts_->listener->stop(grace), [this](std::exception_ptr failure) {
    if (failure) std::rethrow_exception(failure);
    parts_->stopped = true;
  });
}

void Server::wait_stopped() {
  if (!eventually([this] { return stopped(); })) throw std::runtime_error{"the listener does not stop"};
}

bool Server::stopped() const { return parts_->stopped; }

RawClient::RawClient(std::uint16_t port, int receive_buffer_bytes) {
  descriptor_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (receive_buffer_bytes > 0) {
    ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes, sizeof receive_buffer_bytes);
  }
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    throw std::runtime_error{"cannot connect"};
  }
  const int on = 1;
  ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

RawClient::~RawClient() { close(); }

void RawClient::close() {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
}

void RawClient::finish_sending() { ::shutdown(descriptor_, SHUT_WR); }

bool RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

RawClient::Got RawClient::receive(milliseconds limit) {
  pollfd waiting{descriptor_, POLLIN, 0};
  if (::poll(&waiting, 1, static_cast<int>(std::max<std::int64_t>(limit.count(), 0))) <= 0)
    return Got::nothing;
  std::array<char, 16384> piece{};
  const ssize_t count = ::recv(descriptor_, piece.data(), piece.size(), 0);
  if (count <= 0) return Got::end;
  received_.append(piece.data(), static_cast<std::size_t>(count));
  return Got::bytes;
}

bool RawClient::read_until(std::string_view text, milliseconds limit) {
  const auto end = steady_clock::now() + limit;
  while (received_.find(text) == std::string::npos) {
    const auto left = std::chrono::ceil<milliseconds>(end - steady_clock::now());
    if (left.count() <= 0 || receive(left) != Got::bytes) return false;
  }
  return true;
}

bool RawClient::read_to_end(milliseconds limit) {
  const auto end = steady_clock::now() + limit;
  while (true) {
    const auto left = std::chrono::ceil<milliseconds>(end - steady_clock::now());
    if (left.count() <= 0) return false;
    const Got got = receive(left);
    if (got == Got::end) return true;
    if (got == Got::nothing) return false;
  }
}

std::string RawClient::read_response(bool head_only) {
  if (!read_until("\r\n\r\n")) return {};
  std::size_t length = received_.find("\r\n\r\n") + 4;
  const std::string announced = header_of(std::string_view{received_}.substr(0, length), "Content-Length");
  if (!announced.empty() && !head_only) length += std::stoul(announced);
  while (received_.size() < length) {
    if (receive(milliseconds{10'000}) != Got::bytes) return {};
  }
  std::string response = received_.substr(0, length);
  received_.erase(0, length);
  return response;
}

std::string RawClient::local_port() const {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  ::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size);
  return std::to_string(ntohs(address.sin_port));
}

int status_of(std::string_view response) {
  if (!response.starts_with("HTTP/1.1 ") || response.size() < 12) return 0;
  return std::stoi(std::string{response.substr(9, 3)});
}

std::string header_of(std::string_view response, std::string_view name) {
  std::string_view head = response.substr(0, response.find("\r\n\r\n"));
  while (!head.empty()) {
    const std::size_t end = std::min(head.find("\r\n"), head.size());
    const std::string_view line = head.substr(0, end);
    head.remove_prefix(std::min(end + 2, head.size()));
    const std::size_t colon = line.find(": ");
    if (colon != std::string_view::npos && http::same_name(line.substr(0, colon), name)) {
      return std::string{line.substr(colon + 2)};
    }
  }
  return {};
}

std::string body_of(std::string_view response) {
  const std::size_t end = response.find("\r\n\r\n");
  return end == std::string_view::npos ? std::string{} : std::string{response.substr(end + 4)};
}

std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos;
       at = text.find(part, at + part.size())) {
    ++count;
  }
  return count;
}

bool eventually(const std::function<bool()>& condition) {
  const auto end = steady_clock::now() + std::chrono::seconds{10};
  while (!condition()) {
    if (steady_clock::now() > end) return false;
    std::this_thread::sleep_for(milliseconds{2});
  }
  return true;
}

asio::awaitable<void> pause(milliseconds time) {
  asio::steady_timer timer{co_await asio::this_coro::executor, time};
  co_await timer.async_wait(asio::use_awaitable);
}

}  // namespace http_test
