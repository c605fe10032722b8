#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "server/http/message.h"

namespace http {

/// How the body that follows is delimited.
enum class BodyFraming { none, length, chunked, until_close };

struct HeadOptions {
  BodyFraming framing = BodyFraming::length;
  std::uint64_t content_length = 0;
  bool keep_alive = true;
  bool http_1_0 = false;
};

/// Writes status line and headers into `out` (replacing it), with Date, X-Request-Id and Connection.
///
/// Shape   headers that frame the message are the server's alone; those a handler set are left out
/// Errors  false if a header of the response is not sendable (a line break in it); nothing may be sent then
bool write_head(const Response& response, std::string_view request_id, const HeadOptions& options,
                std::string& out);

/// The current time as in a Date header; formatted once a second.
std::string_view http_date();

/// Sixteen hexadecimal digits, different for every call on every thread.
std::string make_request_id();

}  // namespace http
