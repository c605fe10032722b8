#pragma once
#include <string>
#include <string_view>

#include "server/http/message.h"

namespace api {

/// 200 with an ETag made from the body, or 304 when the client has this very text.
///
/// Source  RFC 9110, 13.1.2
http::Response conditional(const http::Request& request, std::string_view content_type, std::string body);

}  // namespace api
