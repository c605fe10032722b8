#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace passkeys {

constexpr std::size_t longest_client_data = 4096;  // bytes

/// What a browser says of the page on which a passkey was made or used.
///
/// Shape   foreign: the page was inside another site's
struct ClientData {
  std::string type;
  std::string challenge;
  std::string origin;
  bool foreign = false;
};

/// Fields that we do not know are let be, as browsers add some.
///
/// Errors  nothing when it is no such JSON, or too long
/// Source  W3C Web Authentication Level 2, 5.8.1
std::optional<ClientData> parse_client_data(std::string_view json);

}  // namespace passkeys
