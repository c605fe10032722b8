#include "server/http/response_head.h"

#include <array>
#include <atomic>
#include <charconv>
#include <ctime>
#include <random>

#include "server/http/request_head.h"

namespace http {

namespace {

void append_number(std::string& out, std::uint64_t number) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

bool is_sendable(const Field& field) {
  if (!is_token(field.first)) return false;
  for (const char c : field.second) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\t') || byte == 0x7f) return false;
  }
  return true;
}

bool belongs_to_server(std::string_view name) {
  return same_name(name, "Content-Length") || same_name(name, "Transfer-Encoding") ||
         same_name(name, "Connection") || same_name(name, "Date");
}

std::string_view connection_lines(const HeadOptions& options) {
  if (!options.keep_alive) return "Connection: close\r\n";
  return options.http_1_0 ? "Connection: keep-alive\r\n" : "";
}

std::uint64_t random_start() {
  std::random_device device;
  return (static_cast<std::uint64_t>(device()) << 32) ^ device();
}

}  // namespace

std::string_view http_date() {
  thread_local std::time_t shown = -1;
  thread_local std::array<char, 32> text{};
  thread_local std::size_t size = 0;
  const std::time_t now = std::time(nullptr);
  if (now != shown) {
    // Not strftime with %a and %b: the names must not follow the process's locale.
    constexpr std::array<const char*, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::tm parts{};
    gmtime_r(&now, &parts);
    std::array<char, 32> format{};
    std::snprintf(format.data(), format.size(), "%s, %%d %s %%Y %%H:%%M:%%S GMT",
                  days[static_cast<std::size_t>(parts.tm_wday)],
                  months[static_cast<std::size_t>(parts.tm_mon)]);
    size = std::strftime(text.data(), text.size(), format.data(), &parts);
    shown = now;
  }
  return {text.data(), size};
}

std::string make_request_id() {
  static std::atomic<std::uint64_t> counter{random_start()};
  // A bijection of the counter (splitmix64), so that ids look unrelated and still never repeat.
  std::uint64_t value = counter.fetch_add(0x9e3779b97f4a7c15, std::memory_order_relaxed);
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  value ^= value >> 31;
  constexpr std::string_view hex = "0123456789abcdef";
  std::string id(16, '0');
  for (std::size_t i = 16; i-- > 0; value >>= 4) id[i] = hex[value & 15];
  return id;
}

bool write_head(const Response& response, std::string_view request_id, const HeadOptions& options,
                std::string& out) {
  out.assign("HTTP/1.1 ");
  append_number(out, static_cast<std::uint64_t>(response.status));
  out += ' ';
  out += reason_phrase(response.status);
  out += "\r\n";
  for (const Field& field : response.headers) {
    if (!is_sendable(field)) return false;
    if (belongs_to_server(field.first)) continue;
    out += field.first;
    out += ": ";
    out += field.second;
    out += "\r\n";
  }
  if (options.framing == BodyFraming::length) {
    out += "Content-Length: ";
    append_number(out, options.content_length);
    out += "\r\n";
  } else if (options.framing == BodyFraming::chunked) {
    out += "Transfer-Encoding: chunked\r\n";
  }
  out += connection_lines(options);
  out += "Date: ";
  out += http_date();
  out += "\r\nX-Request-Id: ";
  out += request_id;
  out += "\r\n\r\n";
  return true;
}

}  // namespace http
