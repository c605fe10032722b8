#pragma once
#include <string>
#include <string_view>

namespace http {

/// Text as it may stand in HTML, also between quotes.
std::string escape_html(std::string_view text);

}  // namespace http
