#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "models/actor.h"
#include "server/passkeys/offer.h"

namespace passkeys {

/// What a browser sends of a passkey that was used, as bytes.
///
/// Shape   credential: base64url, as models::Passkey has it; client_data: the JSON exactly as it was signed
struct Assertion {
  std::string credential;
  std::string client_data;
  std::string authenticator_data;
  std::string signature;
  std::string user_handle;
};

/// Shape   fault: empty when everything is right; else what is not, for the audit log, without any value that
/// was sent
struct Checked {
  std::string fault{};
  std::uint32_t counter = 0;
};

/// Whether this passkey signed this challenge, for us, with its owner verified.
///
/// Source  W3C Web Authentication Level 2, 7.2
Checked check_assertion(const RelyingParty& party, std::string_view challenge, const models::Passkey& passkey,
                        const Assertion& given);

/// What a browser sends of a passkey that was made, as bytes.
struct Registration {
  std::string client_data;
  std::string authenticator_data;
};

/// Shape   passkey: credential, algorithm, public_key and counter, when there is no fault
struct Registered {
  std::string fault{};
  models::Passkey passkey{};
};

/// Whether it was made for this challenge and for us, with its owner verified. Who built the device is not
/// asked (attestation none), so nothing of it is signed yet: the first sign-in shows that the key is theirs.
///
/// Source  W3C Web Authentication Level 2, 7.1
Registered check_registration(const RelyingParty& party, std::string_view challenge,
                              const Registration& given);

/// Whether a signature is newer than the last one: not a copy of the device's, as far as it counts.
bool counter_rises(std::int64_t stored, std::int64_t given);

/// How an account is named to a device: opaque to whoever finds it.
std::string user_handle_of(models::AccountId account);

/// The algorithms we understand, the one we like best first, by COSE's numbers: ES256, EdDSA, RS256.
inline constexpr std::array algorithms{-7, -8, -257};

}  // namespace passkeys
