#include "server/passkeys/check.h"

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <memory>
#include <new>

#include "server/auth/base64url.h"
#include "server/passkeys/bounds.h"
#include "server/passkeys/codec_client_data.h"

namespace passkeys {
namespace {

static_assert(algorithms[0] == COSE_ES256 && algorithms[1] == COSE_EDDSA && algorithms[2] == COSE_RS256);

constexpr unsigned user_present = 0x01, user_verified = 0x04;
constexpr std::size_t longest_credential = 1023;  // bytes, as the standard has it

// The library frees through a pointer to the pointer.
template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* thing) const {
    Free(&thing);
  }
};
template <class T, auto Free>
using Owned = std::unique_ptr<T, Freed<Free>>;
using Cred = Owned<fido_cred_t, fido_cred_free>;
using Assert = Owned<fido_assert_t, fido_assert_free>;

template <class T>
T made(T thing) {
  if (!thing) throw std::bad_alloc();
  return thing;
}

const unsigned char* data_of(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

std::string fault_in(std::string_view client_data, std::string_view type, std::string_view challenge,
                     const RelyingParty& party) {
  const auto said = parse_client_data(client_data);
  if (!said) return "the client data cannot be read";
  if (said->type != type) return "the client data is of another kind";
  if (said->challenge != challenge) return "the challenge is another one";
  if (said->origin != party.origin || said->foreign) return "the origin is another one";
  return "";
}

// Gives the key in the library's form to `use`; false when it is none.
template <class Use>
bool with_key(int algorithm, std::string_view key, Use use) {
  switch (algorithm) {
    case COSE_ES256: {
      const auto made_key = made(Owned<es256_pk_t, es256_pk_free>(es256_pk_new()));
      return es256_pk_from_ptr(made_key.get(), key.data(), key.size()) == FIDO_OK &&
             use(made_key.get(), es256_pk_to_EVP_PKEY(made_key.get()));
    }
    case COSE_EDDSA: {
      const auto made_key = made(Owned<eddsa_pk_t, eddsa_pk_free>(eddsa_pk_new()));
      return eddsa_pk_from_ptr(made_key.get(), key.data(), key.size()) == FIDO_OK &&
             use(made_key.get(), eddsa_pk_to_EVP_PKEY(made_key.get()));
    }
    case COSE_RS256: {
      const auto made_key = made(Owned<rs256_pk_t, rs256_pk_free>(rs256_pk_new()));
      return rs256_pk_from_ptr(made_key.get(), key.data(), key.size()) == FIDO_OK &&
             use(made_key.get(), rs256_pk_to_EVP_PKEY(made_key.get()));
    }
    default:
      return false;
  }
}

bool is_ours(const fido_cred_t* cred, const RelyingParty& party) {
  unsigned char hash[SHA256_DIGEST_LENGTH];
  SHA256(data_of(party.id), party.id.size(), hash);
  return fido_cred_authdata_raw_len(cred) > sizeof hash &&
         CRYPTO_memcmp(fido_cred_authdata_raw_ptr(cred), hash, sizeof hash) == 0;
}

// The library wants to know the algorithm before it reads the key: the one that fits is tried for.
Cred read_credential(std::string_view authenticator_data) {
  for (const int algorithm : algorithms) {
    auto cred = made(Cred(fido_cred_new()));
    if (fido_cred_set_type(cred.get(), algorithm) == FIDO_OK &&
        fido_cred_set_authdata_raw(cred.get(), data_of(authenticator_data), authenticator_data.size()) ==
            FIDO_OK)
      return cred;
  }
  return nullptr;
}

std::string text_of(const unsigned char* bytes, std::size_t size) {
  return bytes == nullptr ? std::string() : std::string(reinterpret_cast<const char*>(bytes), size);
}

}  // namespace

Checked check_assertion(const RelyingParty& party, std::string_view challenge, const models::Passkey& passkey,
                        const Assertion& given) {
  if (auto fault = fault_in(given.client_data, "webauthn.get", challenge, party); !fault.empty())
    return {std::move(fault), 0};
  if (given.user_handle != user_handle_of(passkey.account)) return {"the passkey is another account's", 0};
  if (!claims_fit(given.authenticator_data, Ceremony::assertion))
    return {"what the authenticator says cannot be read", 0};
  const auto assert = made(Assert(fido_assert_new()));
  const auto key = auth::from_base64url(passkey.public_key).value_or("");
  if (fido_assert_set_rp(assert.get(), party.id.c_str()) != FIDO_OK ||
      fido_assert_set_clientdata(assert.get(), data_of(given.client_data), given.client_data.size()) !=
          FIDO_OK ||
      fido_assert_set_up(assert.get(), FIDO_OPT_TRUE) != FIDO_OK ||
      fido_assert_set_uv(assert.get(), FIDO_OPT_TRUE) != FIDO_OK ||
      fido_assert_set_count(assert.get(), 1) != FIDO_OK ||
      fido_assert_set_authdata_raw(assert.get(), 0, data_of(given.authenticator_data),
                                   given.authenticator_data.size()) != FIDO_OK ||
      fido_assert_set_sig(assert.get(), 0, data_of(given.signature), given.signature.size()) != FIDO_OK)
    return {"what the authenticator says cannot be read", 0};
  if ((fido_assert_flags(assert.get(), 0) & user_verified) == 0) return {"the user was not verified", 0};
  const bool good = with_key(passkey.algorithm, key, [&](const void* read, EVP_PKEY* usable) {
    EVP_PKEY_free(usable);
    return usable != nullptr && fido_assert_verify(assert.get(), 0, passkey.algorithm, read) == FIDO_OK;
  });
  if (!good) return {"the signature is not for this server, or not the passkey's", 0};
  const auto counter = fido_assert_sigcount(assert.get(), 0);
  if (!counter_rises(passkey.counter, counter))
    return {"the signature counter did not rise: there may be a copy of the passkey", 0};
  return {"", counter};
}

Registered check_registration(const RelyingParty& party, std::string_view challenge,
                              const Registration& given) {
  Registered registered;
  registered.fault = fault_in(given.client_data, "webauthn.create", challenge, party);
  if (!registered.fault.empty()) return registered;
  const auto fault = [&](const char* words) {
    registered.fault = words;
    return registered;
  };
  const auto cred = claims_fit(given.authenticator_data, Ceremony::registration)
                        ? read_credential(given.authenticator_data)
                        : Cred();
  if (!cred) return fault("what the authenticator says cannot be read");
  if (!is_ours(cred.get(), party)) return fault("it was made for another server");
  const unsigned flags = fido_cred_flags(cred.get());
  if ((flags & user_present) == 0 || (flags & user_verified) == 0) return fault("the user was not verified");
  const auto id = text_of(fido_cred_id_ptr(cred.get()), fido_cred_id_len(cred.get()));
  if (id.empty() || id.size() > longest_credential) return fault("the credential has no fit name");
  const auto key = text_of(fido_cred_pubkey_ptr(cred.get()), fido_cred_pubkey_len(cred.get()));
  const bool usable = with_key(fido_cred_type(cred.get()), key, [](const void*, EVP_PKEY* read) {
    EVP_PKEY_free(read);
    return read != nullptr;
  });
  if (!usable) return fault("the public key is none");
  auto& passkey = registered.passkey;
  passkey.credential = auth::to_base64url(id);
  passkey.algorithm = fido_cred_type(cred.get());
  passkey.public_key = auth::to_base64url(key);
  passkey.counter = fido_cred_sigcount(cred.get());
  return registered;
}

bool counter_rises(std::int64_t stored, std::int64_t given) {
  return given > stored || (given == 0 && stored == 0);
}

std::string user_handle_of(models::AccountId account) { return "lamplighter-" + account.text(); }

}  // namespace passkeys
