#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace auth {

/// Bytes as text of letters, digits, - and _, without padding.
///
/// Source  RFC 4648, 5
std::string to_base64url(std::string_view bytes);

/// The bytes again.
///
/// Errors  nothing when it is no such text
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace auth
