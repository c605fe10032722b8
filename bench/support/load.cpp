#include "bench/support/load.h"

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <charconv>
#include <chrono>
#include <exception>
#include <stdexcept>
#include <vector>

namespace bench {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Clock = std::chrono::steady_clock;

constexpr std::size_t most_of_answer = 16u << 20;

std::size_t length_in(std::string_view head) {
  std::string lower(head);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  const auto at = lower.find("\r\ncontent-length: ");
  if (at == std::string::npos) return 0;
  std::size_t length = 0;
  std::from_chars(lower.data() + at + 18, lower.data() + lower.size(), length);
  return length;
}

int status_in(std::string_view head) {
  int status = 0;
  if (head.size() > 12) std::from_chars(head.data() + 9, head.data() + 12, status);
  return status;
}

/// The next answer on this connection; `buffer` keeps what came beyond it.
asio::awaitable<std::pair<int, std::string>> read_answer(tcp::socket& socket, std::string& buffer) {
  const asio::use_awaitable_t<> token;
  auto head = buffer.find("\r\n\r\n");
  if (head == std::string::npos) {
    co_await asio::async_read_until(socket, asio::dynamic_buffer(buffer, most_of_answer), "\r\n\r\n", token);
    head = buffer.find("\r\n\r\n");
  }
  const int status = status_in(buffer);
  const auto whole = head + 4 + length_in(std::string_view(buffer).substr(0, head + 2));
  while (buffer.size() < whole) {
    const auto had = buffer.size();
    buffer.resize(whole);
    const auto more = co_await socket.async_read_some(asio::buffer(buffer.data() + had, whole - had), token);
    buffer.resize(had + more);
  }
  auto body = buffer.substr(head + 4, whole - head - 4);
  buffer.erase(0, whole);
  co_return std::pair{status, std::move(body)};
}

struct Shared {
  const std::function<std::string(std::uint64_t)>& ask;
  Clock::time_point until;
  std::uint64_t next = 0;
  Load load{};
  std::vector<float> took{};
  std::exception_ptr failed{};
};

asio::awaitable<void> keep_asking(std::uint16_t port, Shared& shared) {
  const asio::use_awaitable_t<> token;
  tcp::socket socket(co_await asio::this_coro::executor);
  co_await socket.async_connect({asio::ip::make_address("127.0.0.1"), port}, token);
  socket.set_option(tcp::no_delay(true));
  std::string buffer;
  while (Clock::now() < shared.until) {
    const auto request = shared.ask(shared.next++);
    const auto began = Clock::now();
    co_await asio::async_write(socket, asio::buffer(request), token);
    const auto [status, body] = co_await read_answer(socket, buffer);
    shared.took.push_back(std::chrono::duration<float, std::micro>(Clock::now() - began).count());
    ++shared.load.answers;
    if (status < 200 || status >= 300) ++shared.load.failures;
  }
}

double part_of(std::vector<float>& took, double part) {
  if (took.empty()) return 0;
  const auto at = took.begin() + static_cast<std::ptrdiff_t>(part * static_cast<double>(took.size() - 1));
  std::nth_element(took.begin(), at, took.end());
  return *at;
}

}  // namespace

Load ask_for(std::uint16_t port, int connections, double seconds,
             const std::function<std::string(std::uint64_t)>& ask) {
  asio::io_context io(1);
  const auto began = Clock::now();
  Shared shared{ask,
                began + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds))};
  for (int i = 0; i < connections; ++i)
    asio::co_spawn(io, keep_asking(port, shared), [&shared](const std::exception_ptr& failure) {
      if (failure) shared.failed = failure;
    });
  io.run();
  if (shared.failed) std::rethrow_exception(shared.failed);
  auto load = shared.load;
  load.seconds = std::chrono::duration<double>(Clock::now() - began).count();
  load.p50 = part_of(shared.took, 0.5);
  load.p99 = part_of(shared.took, 0.99);
  return load;
}

std::pair<int, std::string> ask_once(std::uint16_t port, const std::string& request) {
  asio::io_context io(1);
  std::pair<int, std::string> answer;
  std::exception_ptr failed;
  asio::co_spawn(
      io,
      [&]() -> asio::awaitable<void> {
        const asio::use_awaitable_t<> token;
        tcp::socket socket(io);
        co_await socket.async_connect({asio::ip::make_address("127.0.0.1"), port}, token);
        co_await asio::async_write(socket, asio::buffer(request), token);
        std::string buffer;
        answer = co_await read_answer(socket, buffer);
      },
      [&](const std::exception_ptr& failure) { failed = failure; });
  io.run();
  if (failed) std::rethrow_exception(failed);
  return answer;
}

std::string request_of(const char* method, const std::string& target, const std::string& token,
                       const std::string& body) {
  std::string request = std::string(method) + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
  if (!token.empty()) request += "Authorization: Bearer " + token + "\r\n";
  if (!body.empty())
    request += "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
  else if (std::string_view(method) != "GET")
    request += "Content-Length: 0\r\n";
  return request + "\r\n" + body;
}

}  // namespace bench
