#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "server/http/limits.h"
#include "server/http/message.h"

namespace http {

/// Finds the end of a request head in bytes that arrive piece by piece.
class HeadScanner {
 public:
  enum class State { incomplete, complete, bare_line_feed, not_http };

  /// Looks at the bytes of `buffer` not seen before; `buffer` always starts at the request line.
  State scan(std::string_view buffer);
  /// Bytes of the head with its empty line; valid once complete.
  std::size_t length() const { return length_; }
  bool has_request_line() const { return line_start_ > 0; }
  void reset() { *this = HeadScanner{}; }

 private:
  std::size_t seen_ = 0;
  std::size_t line_start_ = 0;
  std::size_t length_ = 0;
};

/// What the head says about the rest of the message and of the connection.
struct Framing {
  int error = 0;  // status to refuse with, 0 if the head is good
  std::string_view error_detail;
  bool chunked = false;
  std::uint64_t content_length = 0;
  bool keep_alive = false;
  bool http_1_0 = false;
  bool expect_continue = false;
};

/// Reads a whole head into `request` (method, target, path, query, headers) and decides its framing.
///
/// Shape   anything RFC 9112 leaves to the recipient's tolerance is refused; the connection must then
///         be closed, because the two sides may disagree about where the message ends
Framing parse_head(std::string_view head, const Limits& limits, Request& request);

/// True if `line` is "name: value" with a token for a name and no control characters.
bool is_field_line(std::string_view line);

/// True for the characters of a token, such as a method or header name.
bool is_token(std::string_view text);

}  // namespace http
