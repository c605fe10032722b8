#pragma once
#include <string_view>

namespace passkeys {

/// What an authenticator was asked for: only with a new passkey it sends a credential, and only there does
/// the library step over one; anywhere else it would take its bytes for extensions.
enum class Ceremony { registration, assertion };

/// Whether all lengths that authenticator data claims lie within its bytes, so that the library may read it.
///
/// Shape   the head, an attested credential exactly where one belongs, then at most two small items of CBOR:
///         key and extensions. Whether they mean anything is the library's to say; but libcbor 0.8 of
///         Debian 12 takes as much memory as a length claims, 23 GB for a hundred bytes.
bool claims_fit(std::string_view authenticator_data, Ceremony ceremony);

}  // namespace passkeys
