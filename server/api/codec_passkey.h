#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/actor.h"
#include "models/error.h"
#include "server/api/codec_account.h"
#include "server/passkeys/check.h"

namespace api {

/// A passkey that was made, and what its owner calls it.
struct NewPasskey {
  std::string name;
  passkeys::Registration registration;
};
/// One of the two.
struct PasskeyProof {
  std::string password;
  std::optional<passkeys::Assertion> passkey;
};

models::Result<passkeys::Assertion> parse_passkey_assertion(const std::string& body);
models::Result<NewPasskey> parse_new_passkey(const std::string& body);
models::Result<std::string> parse_passkey_name(const std::string& body);
models::Result<PasskeyProof> parse_passkey_proof(const std::string& body);
/// A password, and a code where an authenticator is enrolled.
models::Result<Credentials> parse_password_and_code(const std::string& body);

std::string write_passkey_challenge(std::string_view challenge, const passkeys::RelyingParty& party);
/// What the browser needs to make one; `others`: those the account has, of which a device makes no second.
std::string write_passkey_making(std::string_view challenge, const passkeys::RelyingParty& party,
                                 std::string_view town, const models::Account& account,
                                 const std::vector<models::Passkey>& others);
std::string write(const models::Passkey& passkey);
std::string write(const std::vector<models::Passkey>& passkeys, const passkeys::Offer& offer);

}  // namespace api
