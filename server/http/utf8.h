#pragma once

#include <string_view>

namespace http {

/// True if the text is well-formed UTF-8 (no overlong forms, surrogates or values above U+10FFFF).
bool is_utf8(std::string_view text);

}  // namespace http
