#pragma once
#include <string_view>

namespace passkeys {

/// Whether all lengths that authenticator data claims lie within its bytes, so that the library may read it.
///
/// Shape   the head, an attested credential where the flag says so, then at most two small items of CBOR: the
///         key and the extensions. Whether they mean anything is the library's to say; but libcbor 0.8 of
///         Debian 12 takes as much memory as a length claims, 23 GB for a hundred bytes.
bool claims_fit(std::string_view authenticator_data);

}  // namespace passkeys
