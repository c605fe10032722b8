#pragma once
#include <string>
#include <string_view>

namespace http {

/// The text as it may stand in an address or a form: RFC 3986, all but unreserved characters escaped.
///
/// Shape   slashes: `/` stays, as in a path
std::string percent_encoded(std::string_view text, bool slashes = false);

}  // namespace http
