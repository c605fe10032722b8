#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/time.h"
#include "server/identity/codec_identity.h"

namespace identity {

/// Who signed in at the provider.
///
/// Shape   multi_factor: the provider says that it asked for more than a password (amr has mfa)
struct Identity {
  std::string issuer{};
  std::string subject{};
  bool multi_factor = false;
};

/// What an ID token must say to be ours.
struct Expected {
  std::string issuer{};
  std::string audience{};
  std::string nonce{};
};

/// Shape   identity: only when everything is right; else fault says what is not, without any value of the
/// token; key_unknown: it names a key that is not among these
struct Checked {
  std::optional<Identity> identity{};
  std::string fault{};
  bool key_unknown = false;
};

/// Whether an ID token was signed by one of the keys, for us, for this sign-in, and lately.
///
/// Shape   signed with RS, PS or ES and 256, 384 or 512; clocks may differ by a minute
/// Source  OpenID Connect Core 1.0, 3.1.3.7; RFC 8725
Checked check_id_token(const std::string& token, const std::vector<Key>& keys, const Expected& expected,
                       models::Time now);

}  // namespace identity
