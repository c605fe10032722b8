#pragma once
#include <optional>
#include <string>
#include <string_view>

/// Passkeys (WebAuthn): libfido2 reads what authenticators write and verifies what they signed; the rest is
/// ours.
namespace passkeys {

/// Who this server is to a browser that makes and uses passkeys.
///
/// Shape   id: the host alone, to which passkeys are bound for good; origin: the address as browsers write it
struct RelyingParty {
  std::string id;
  std::string origin;
};

/// Whether there are passkeys here.
///
/// Shape   why_not: a machine word, empty when there are: no_public_address, numeric_address
struct Offer {
  std::optional<RelyingParty> party{};
  std::string why_not{};
};

/// Shape   public_address: of this server as browsers see it, https, or http where it is localhost
/// Source  W3C Web Authentication Level 2, 4 (relying party identifier: a domain, never an IP address)
Offer offer_of(std::string_view public_address);

/// In words, for whoever set it up.
std::string_view words_of(std::string_view why_not);

}  // namespace passkeys
