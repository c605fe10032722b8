#include "server/http/request_head.h"

#include <algorithm>
#include <array>
#include <boost/beast/http/basic_parser.hpp>
#include <charconv>
#include <cstring>

namespace http {

namespace {

namespace beast_http = boost::beast::http;
using boost::beast::error_code;
using BeastView = boost::beast::string_view;

constexpr std::array<bool, 256> make_token_table() {
  std::array<bool, 256> table{};
  for (unsigned c = 'a'; c <= 'z'; ++c) table[c] = true;
  for (unsigned c = 'A'; c <= 'Z'; ++c) table[c] = true;
  for (unsigned c = '0'; c <= '9'; ++c) table[c] = true;
  for (const char c : std::string_view{"!#$%&'*+-.^_`|~"}) table[static_cast<unsigned char>(c)] = true;
  return table;
}
constexpr std::array<bool, 256> token_table = make_token_table();

bool is_token_char(char c) { return token_table[static_cast<unsigned char>(c)]; }

std::string_view view(BeastView text) { return {text.data(), text.size()}; }

bool is_host(std::string_view host) {
  if (host.empty()) return false;
  for (const char c : host) {
    const bool allowed = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                         std::string_view{"-._~:[]%!$&'()*+;="}.find(c) != std::string_view::npos;
    if (!allowed) return false;
  }
  return true;
}

// Beast checks the grammar of the lines and hands their parts over; what frames the message is judged
// here, because Beast 1.81 accepts unknown and repeated transfer codings, any number of Host fields,
// chunked bodies in HTTP/1.0 and folded lines. It is told to skip the body, which chunked.cpp reads.
class HeadParser final : public beast_http::basic_parser<true> {
 public:
  HeadParser(Request& request, const Limits& limits) : request_(request), limits_(limits) { skip(true); }

  Framing& framing() { return framing_; }

  void refuse(int status, std::string_view detail) {
    if (framing_.error != 0) return;
    framing_.error = status;
    framing_.error_detail = detail;
  }

  void judge() {
    if (hosts_ > 1 || (hosts_ == 0 && !framing_.http_1_0)) refuse(400, "One Host header is needed.");
    if (hosts_ == 1 && !is_host(host_)) refuse(400, "The Host header is malformed.");
    if (codings_ > 0 && lengths_ > 0) refuse(400, "Transfer-Encoding and Content-Length exclude each other.");
    if (codings_ > 1) refuse(400, "Transfer-Encoding may be given once.");
    if (codings_ > 0 && framing_.http_1_0) refuse(400, "HTTP/1.0 has no Transfer-Encoding.");
    if (codings_ > 0 && !framing_.chunked) refuse(400, "The only Transfer-Encoding taken is chunked.");
    if (lengths_ > 1) refuse(400, "Content-Length may be given once.");
    if (request_.headers.size() > limits_.header_count) refuse(431, "There are too many header fields.");
    if (framing_.error != 0) return;
    framing_.keep_alive = keep_alive();
    judge_target();
  }

 private:
  void on_request_impl(beast_http::verb, BeastView method, BeastView target, int version,
                       error_code&) override {
    request_.method_name = view(method);
    request_.method = method_from(request_.method_name);
    request_.target = view(target);
    framing_.http_1_0 = version == 10;
    if (target.size() > limits_.target_bytes) refuse(414, "The address is too long.");
  }

  void on_field_impl(beast_http::field field, BeastView name, BeastView value, error_code&) override {
    if (request_.headers.capacity() == 0) request_.headers.reserve(16);
    request_.headers.emplace_back(view(name), view(value));
    switch (field) {
      case beast_http::field::host:
        ++hosts_;
        host_ = view(value);
        break;
      case beast_http::field::transfer_encoding:
        ++codings_;
        framing_.chunked = same_name(view(value), "chunked");
        break;
      case beast_http::field::content_length:
        ++lengths_;
        read_length(view(value));
        break;
      case beast_http::field::expect:
        if (!same_name(view(value), "100-continue")) refuse(417, "The only Expect taken is 100-continue.");
        framing_.expect_continue = !framing_.http_1_0;
        break;
      default:
        break;
    }
  }

  void read_length(std::string_view value) {
    std::uint64_t length = 0;
    const char* end = value.data() + value.size();
    const auto [stop, error] = std::from_chars(value.data(), end, length);
    if (value.empty() || value.front() == '-' || error != std::errc{} || stop != end) {
      refuse(400, "Content-Length must be one decimal number.");
    }
    framing_.content_length = length;
  }

  void judge_target() {
    std::string_view target = request_.target;
    if (request_.method_name == "CONNECT") return refuse(501, "This server is not a proxy.");
    if (target == "*" && request_.method == Method::options) return;
    for (const std::string_view scheme : {"http://", "https://"}) {
      if (target.size() < scheme.size() || !same_name(target.substr(0, scheme.size()), scheme)) continue;
      target.remove_prefix(scheme.size());
      const std::size_t end = std::min(target.find_first_of("/?"), target.size());
      if (!same_name(target.substr(0, end), host_)) return refuse(400, "The address and Host disagree.");
      std::string rest{target.substr(end)};
      if (rest.empty() || rest.front() == '?') rest.insert(rest.begin(), '/');
      request_.target = std::move(rest);
      break;
    }
    if (!http::parse_target(request_, request_.target)) refuse(400, "The address is malformed.");
  }

  void on_response_impl(int, BeastView, int, error_code&) override {}
  void on_header_impl(error_code&) override {}
  void on_body_init_impl(boost::optional<std::uint64_t> const&, error_code&) override {}
  std::size_t on_body_impl(BeastView body, error_code&) override { return body.size(); }
  void on_chunk_header_impl(std::uint64_t, BeastView, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, BeastView body, error_code&) override { return body.size(); }
  void on_finish_impl(error_code&) override {}

  Request& request_;
  const Limits& limits_;
  Framing framing_;
  std::string host_;
  int hosts_ = 0;
  int codings_ = 0;
  int lengths_ = 0;
};

// "HTTP/2.0" is a version we do not speak; "HTTP/1.1 " or "http/1.1" is a malformed line.
bool names_a_version(std::string_view request_line) {
  const std::size_t space = request_line.rfind(' ');
  if (std::count(request_line.begin(), request_line.end(), ' ') != 2) return false;
  const std::string_view version = request_line.substr(space + 1);
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return version.size() == 8 && version.starts_with("HTTP/") && digit(version[5]) && version[6] == '.' &&
         digit(version[7]);
}

bool fields_are_clean(std::string_view fields) {
  while (fields != "\r\n") {
    const std::size_t end = fields.find("\r\n");
    if (end == std::string_view::npos || !is_field_line(fields.substr(0, end))) return false;
    fields.remove_prefix(end + 2);
  }
  return true;
}

}  // namespace

bool is_token(std::string_view text) {
  for (const char c : text) {
    if (!is_token_char(c)) return false;
  }
  return !text.empty();
}

bool is_field_line(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) return false;
  for (const char c : line.substr(colon + 1)) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\t') || byte == 0x7f) return false;
  }
  return true;
}

HeadScanner::State HeadScanner::scan(std::string_view buffer) {
  if (!buffer.empty() && !is_token_char(buffer.front())) return State::not_http;
  while (seen_ < buffer.size()) {
    const void* found = std::memchr(buffer.data() + seen_, '\n', buffer.size() - seen_);
    if (found == nullptr) {
      seen_ = buffer.size();
      return State::incomplete;
    }
    const auto line_feed = static_cast<std::size_t>(static_cast<const char*>(found) - buffer.data());
    if (line_feed == 0 || buffer[line_feed - 1] != '\r') return State::bare_line_feed;
    seen_ = line_feed + 1;
    if (line_start_ > 0 && line_feed - 1 == line_start_) {
      length_ = seen_;
      return State::complete;
    }
    line_start_ = seen_;
  }
  return State::incomplete;
}

Framing parse_head(std::string_view head, const Limits& limits, Request& request) {
  HeadParser parser{request, limits};
  const std::size_t line_end = head.find("\r\n");
  if (!fields_are_clean(head.substr(line_end + 2))) {
    parser.refuse(400, "A header line is malformed.");
    return parser.framing();
  }
  parser.header_limit(static_cast<std::uint32_t>(head.size() + 1));
  parser.eager(true);
  error_code error;
  const std::size_t used = parser.put(boost::asio::buffer(head.data(), head.size()), error);
  if (error == beast_http::error::bad_version && names_a_version(head.substr(0, line_end))) {
    parser.refuse(505, "This server speaks HTTP/1.1.");
  } else if (error || used != head.size() || !parser.is_done()) {
    parser.refuse(400, "The head of the request is malformed.");
  } else {
    parser.judge();
  }
  return parser.framing();
}

}  // namespace http
