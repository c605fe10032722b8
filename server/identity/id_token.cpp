#include "server/identity/id_token.h"

#include <cjose/cjose.h>

#include <algorithm>
#include <array>
#include <memory>

namespace identity {
namespace {

constexpr std::int64_t clocks_differ_seconds = 60;
constexpr std::size_t longest_subject = 200;  // as an account keeps it
constexpr std::size_t least_rsa_bits = 2048;

struct Release {
  void operator()(cjose_jws_t* jws) const { cjose_jws_release(jws); }
  void operator()(cjose_jwk_t* jwk) const { cjose_jwk_release(jwk); }
};
using Jws = std::unique_ptr<cjose_jws_t, Release>;
using Jwk = std::unique_ptr<cjose_jwk_t, Release>;

struct Algorithm {
  std::string_view name;
  std::string_view type;  ///< of the key: a public key never serves as the secret of an HMAC
};
constexpr std::array algorithms{
    Algorithm{"RS256", "RSA"}, Algorithm{"RS384", "RSA"}, Algorithm{"RS512", "RSA"},
    Algorithm{"PS256", "RSA"}, Algorithm{"PS384", "RSA"}, Algorithm{"PS512", "RSA"},
    Algorithm{"ES256", "EC"},  Algorithm{"ES384", "EC"},  Algorithm{"ES512", "EC"}};

std::string header_of(cjose_header_t* header, const char* name) {
  cjose_err error{};
  const char* value = cjose_header_get(header, name, &error);
  return value == nullptr ? std::string() : std::string(value);
}

bool says(cjose_header_t* header, const char* name) {
  cjose_err error{};
  char* value = cjose_header_get_raw(header, name, &error);
  if (value == nullptr) return false;
  cjose_get_dealloc()(value);
  return true;
}

Jwk import(const Key& key) {
  cjose_err error{};
  Jwk jwk(cjose_jwk_import(key.json.data(), key.json.size(), &error));
  if (!jwk) return nullptr;
  if (key.type == "RSA" && cjose_jwk_get_keysize(jwk.get(), &error) < least_rsa_bits) return nullptr;
  return jwk;
}

bool fits(const Key& key, const Algorithm& algorithm, const std::string& id) {
  return key.type == algorithm.type && (key.use.empty() || key.use == "sig") &&
         (key.algorithm.empty() || key.algorithm == algorithm.name) && (id.empty() || key.id == id);
}

Checked refuse(std::string fault, bool key_unknown = false) {
  return {std::nullopt, std::move(fault), key_unknown};
}

Checked check_claims(const Claims& claims, const Expected& expected, models::Time now) {
  const auto seconds = models::to_unix(now);
  const auto& audience = claims.audience;
  if (claims.issuer != expected.issuer) return refuse("it is another issuer's");
  if (std::find(audience.begin(), audience.end(), expected.audience) == audience.end())
    return refuse("it is for another audience");
  if (audience.size() > 1 && claims.authorized_party.empty())
    return refuse("it is for several audiences and names no authorized party");
  if (!claims.authorized_party.empty() && claims.authorized_party != expected.audience)
    return refuse("its authorized party is somebody else");
  if (claims.expires_at + clocks_differ_seconds <= seconds) return refuse("it has expired");
  if (claims.issued_at - clocks_differ_seconds > seconds) return refuse("it was issued in the future");
  if (expected.nonce.empty() || claims.nonce != expected.nonce) return refuse("it is for another sign-in");
  if (claims.subject.empty() || claims.subject.size() > longest_subject)
    return refuse("its subject is missing or too long");
  const auto& methods = claims.methods;
  const bool multi_factor = std::find(methods.begin(), methods.end(), "mfa") != methods.end();
  return {Identity{claims.issuer, claims.subject, multi_factor}};
}

}  // namespace

Checked check_id_token(const std::string& token, const std::vector<Key>& keys, const Expected& expected,
                       models::Time now) {
  cjose_err error{};
  const Jws jws(cjose_jws_import(token.data(), token.size(), &error));
  if (!jws) return refuse("it is no signed token");
  auto* header = cjose_jws_get_protected(jws.get());
  const auto name = header_of(header, CJOSE_HDR_ALG);
  const auto algorithm = std::find_if(algorithms.begin(), algorithms.end(),
                                      [&](const Algorithm& each) { return each.name == name; });
  if (algorithm == algorithms.end()) return refuse("its algorithm is not allowed");
  if (says(header, "crit")) return refuse("it has critical headers, of which none is known");
  const auto id = header_of(header, CJOSE_HDR_KID);
  std::vector<Key> fitting;
  for (const auto& key : keys)
    if (fits(key, *algorithm, id)) fitting.push_back(key);
  if (fitting.empty()) return refuse("its key is unknown", true);
  // Without a name the key must be the only one: trying them all is not asked for by the standard.
  if (id.empty() && fitting.size() > 1) return refuse("it names no key and the provider has several");
  const bool good = std::any_of(fitting.begin(), fitting.end(), [&](const Key& key) {
    const auto jwk = import(key);
    return jwk && cjose_jws_verify(jws.get(), jwk.get(), &error);
  });
  if (!good) return refuse("its signature is wrong");
  std::uint8_t* text = nullptr;
  std::size_t size = 0;
  if (!cjose_jws_get_plaintext(jws.get(), &text, &size, &error)) return refuse("it has no content");
  const auto claims = parse_claims({reinterpret_cast<const char*>(text), size});
  if (!claims) return refuse("its claims are not of the form");
  return check_claims(*claims, expected, now);
}

}  // namespace identity
