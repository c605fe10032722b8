#include <string>

#include "server/api/codec_passkey.h"
#include "server/passkeys/check.h"
#include "server/passkeys/codec_client_data.h"
#include "tests/fuzz/targets.h"

namespace fuzz {
namespace {

constexpr const char* challenge = "bm90IHJhbmRvbSBhdCBhbGw";

std::string client_data(const char* type) {
  return std::string(R"({"type":")") + type + R"(","challenge":")" + challenge +
         R"(","origin":"http://localhost:8080","crossOrigin":false})";
}

passkeys::RelyingParty here() { return {"localhost", "http://localhost:8080"}; }

// What was taken can be stored, and is read again for a signature that is none.
void look_at(const passkeys::Registered& registered, const std::string& bytes) {
  if (!registered.fault.empty()) return;
  auto passkey = registered.passkey;
  expect(!passkey.credential.empty() && !passkey.public_key.empty(), "a passkey without a key");
  expect(passkey.counter >= 0, "a counter below zero");
  passkey.account = models::AccountId{7};
  const passkeys::Assertion given{passkey.credential, client_data("webauthn.get"), bytes, bytes,
                                  passkeys::user_handle_of(passkey.account)};
  expect(!passkeys::check_assertion(here(), challenge, passkey, given).fault.empty(),
         "a signature of nobody");
}

}  // namespace

void passkey(std::string_view input) {
  if (input.empty()) return;
  const std::string bytes(input.substr(1));
  switch (static_cast<unsigned char>(input.front()) % 4) {
    case 0: {
      const auto read = passkeys::parse_client_data(bytes);
      expect(!read || !read->type.empty(), "client data without a type");
      return;
    }
    case 1:
      return look_at(passkeys::check_registration(here(), challenge, {client_data("webauthn.create"), bytes}),
                     bytes);
    case 2: {
      models::Passkey known;
      known.account = models::AccountId{7};
      known.algorithm = passkeys::algorithms[bytes.size() % passkeys::algorithms.size()];
      known.public_key = std::string(86, 'A');
      const passkeys::Assertion given{"Y3JlZA", client_data("webauthn.get"), bytes, bytes,
                                      passkeys::user_handle_of(known.account)};
      expect(!passkeys::check_assertion(here(), challenge, known, given).fault.empty(),
             "a signature of nobody");
      return;
    }
    default: {
      const auto read = api::parse_passkey_assertion(bytes);
      expect(read || !read.error().detail.empty(), "a refusal without words");
    }
  }
}

}  // namespace fuzz
