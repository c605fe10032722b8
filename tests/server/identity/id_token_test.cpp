// Which ID tokens are ours: tokens signed here, with keys made here, each wrong in one thing.
#include "server/identity/id_token.h"

#include <cjose/cjose.h>
#include <gmock/gmock.h>

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>

namespace {

using identity::Checked;
using identity::Key;
using Json = nlohmann::json;
using testing::HasSubstr;

constexpr std::int64_t now_seconds = 1'790'000'000;

struct Release {
  void operator()(cjose_jwk_t* jwk) const { cjose_jwk_release(jwk); }
  void operator()(cjose_jws_t* jws) const { cjose_jws_release(jws); }
  void operator()(cjose_header_t* header) const { cjose_header_release(header); }
};
using Jwk = std::unique_ptr<cjose_jwk_t, Release>;

Jwk rsa(std::size_t bits = 2048) {
  cjose_err error{};
  return Jwk(cjose_jwk_create_RSA_random(bits, nullptr, 0, &error));
}
Jwk elliptic() {
  cjose_err error{};
  return Jwk(cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &error));
}

Key public_of(const Jwk& jwk, const std::string& id, const std::string& type) {
  cjose_err error{};
  char* json = cjose_jwk_to_json(jwk.get(), false, &error);
  auto known = Json::parse(json);
  cjose_get_dealloc()(json);
  known["kid"] = id;
  return {id, type, "sig", "", known.dump()};
}

std::string sign(const Jwk& jwk, const char* algorithm, const char* id, const std::string& claims) {
  cjose_err error{};
  const std::unique_ptr<cjose_header_t, Release> header(cjose_header_new(&error));
  cjose_header_set(header.get(), CJOSE_HDR_ALG, algorithm, &error);
  if (id != nullptr) cjose_header_set(header.get(), CJOSE_HDR_KID, id, &error);
  const std::unique_ptr<cjose_jws_t, Release> jws(cjose_jws_sign(
      jwk.get(), header.get(), reinterpret_cast<const std::uint8_t*>(claims.data()), claims.size(), &error));
  if (!jws) throw std::runtime_error(error.message);
  const char* text = nullptr;
  cjose_jws_export(jws.get(), &text, &error);
  return text;
}

std::string base64url(const std::string& bytes) {
  cjose_err error{};
  char* text = nullptr;
  std::size_t size = 0;
  cjose_base64url_encode(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(), &text, &size,
                         &error);
  std::string coded(text, size);
  cjose_get_dealloc()(text);
  return coded;
}

class IdTokenTest : public testing::Test {
 protected:
  static Json good() {
    return {{"iss", "https://id.example"}, {"sub", "u-17"},         {"aud", "lamplighter"}, {"nonce", "n-1"},
            {"exp", now_seconds + 300},    {"iat", now_seconds - 5}};
  }
  static Checked check(const std::string& token, const std::vector<Key>& keys) {
    return identity::check_id_token(token, keys, {"https://id.example", "lamplighter", "n-1"},
                                    models::from_unix(now_seconds));
  }
  // A good token but for what `change` does to it.
  Checked with(const std::function<void(Json&)>& change) const {
    auto claims = good();
    change(claims);
    return check(sign(key_, "RS256", "k1", claims.dump()), keys_);
  }

  // Made once: a key takes a while.
  static const Jwk& key() {
    static const Jwk made = rsa();
    return made;
  }
  const Jwk& key_ = key();
  const std::vector<Key> keys_{public_of(key_, "k1", "RSA")};
};

TEST_F(IdTokenTest, AGoodOneSaysWhoItIs) {
  const auto checked = with([](Json&) {});
  ASSERT_TRUE(checked.identity) << checked.fault;
  EXPECT_EQ(checked.identity->issuer, "https://id.example");
  EXPECT_EQ(checked.identity->subject, "u-17");
  EXPECT_FALSE(checked.identity->multi_factor);
}

TEST_F(IdTokenTest, OnlyMfaCountsAsMoreThanOneFactor) {
  EXPECT_TRUE(with([](Json& all) { all["amr"] = {"pwd", "mfa"}; }).identity->multi_factor);
  EXPECT_FALSE(with([](Json& all) { all["amr"] = {"pwd", "otp"}; }).identity->multi_factor);
  EXPECT_FALSE(with([](Json& all) { all["amr"] = 5; }).identity->multi_factor);
}

TEST_F(IdTokenTest, EachWrongClaimIsRefusedForItself) {
  const std::vector<std::pair<const char*, std::function<void(Json&)>>> rows{
      {"issuer", [](Json& all) { all["iss"] = "https://other.example"; }},
      {"issuer", [](Json& all) { all["iss"] = "https://id.example/"; }},
      {"audience", [](Json& all) { all["aud"] = "another"; }},
      {"audience", [](Json& all) { all["aud"] = Json::array(); }},
      {"audience", [](Json& all) { all.erase("aud"); }},
      {"several audiences",
       [](Json& all) {
         all["aud"] = {"lamplighter", "another"};
       }},
      {"party", [](Json& all) { all["azp"] = "another"; }},
      {"expired", [](Json& all) { all["exp"] = now_seconds - 60; }},
      {"future", [](Json& all) { all["iat"] = now_seconds + 61; }},
      {"another sign-in", [](Json& all) { all["nonce"] = "n-2"; }},
      {"another sign-in", [](Json& all) { all.erase("nonce"); }},
      {"subject", [](Json& all) { all["sub"] = ""; }},
      {"subject", [](Json& all) { all["sub"] = std::string(201, 'x'); }},
      {"form", [](Json& all) { all.erase("exp"); }},
      {"form", [](Json& all) { all["exp"] = "soon"; }},
      {"form", [](Json& all) { all["iat"] = 1e300; }},
      {"form", [](Json& all) { all = Json::array(); }},
  };
  for (const auto& [fault, change] : rows) {
    const auto checked = with(change);
    EXPECT_FALSE(checked.identity) << fault;
    EXPECT_THAT(checked.fault, HasSubstr(fault));
    EXPECT_FALSE(checked.key_unknown);
  }
}

TEST_F(IdTokenTest, ClocksMayDifferByLessThanAMinute) {
  EXPECT_TRUE(with([](Json& all) { all["exp"] = now_seconds - 59; }).identity);
  EXPECT_TRUE(with([](Json& all) { all["iat"] = now_seconds + 60; }).identity);
}

TEST_F(IdTokenTest, SeveralAudiencesNeedUsAsTheAuthorizedParty) {
  const auto checked = with([](Json& all) {
    all["aud"] = {"lamplighter", "another"};
    all["azp"] = "lamplighter";
  });
  EXPECT_TRUE(checked.identity) << checked.fault;
}

TEST_F(IdTokenTest, AnUnsignedOneIsRefused) {
  const auto none = base64url(R"({"alg":"none","kid":"k1"})") + "." + base64url(good().dump()) + ".";
  EXPECT_FALSE(check(none, keys_).identity);
  EXPECT_FALSE(check("", keys_).identity);
  EXPECT_FALSE(check("a.b.c", keys_).identity);
  EXPECT_FALSE(check(std::string(10'000, '.'), keys_).identity);
}

TEST_F(IdTokenTest, APublicKeyIsNoSecret) {
  // The classic confusion: an HMAC over the token, with the public key as its secret.
  cjose_err error{};
  const auto& secret = keys_[0].json;
  const Jwk oct(
      cjose_jwk_create_oct_spec(reinterpret_cast<const std::uint8_t*>(secret.data()), secret.size(), &error));
  const auto checked = check(sign(oct, "HS256", "k1", good().dump()), keys_);
  EXPECT_FALSE(checked.identity);
  EXPECT_THAT(checked.fault, HasSubstr("algorithm"));
}

TEST_F(IdTokenTest, ASignatureByAnotherKeyIsWrong) {
  const auto checked = check(sign(rsa(), "RS256", "k1", good().dump()), keys_);
  EXPECT_FALSE(checked.identity);
  EXPECT_THAT(checked.fault, HasSubstr("signature"));
  EXPECT_FALSE(checked.key_unknown) << "reading the keys anew would change nothing";
}

TEST_F(IdTokenTest, AChangedContentIsRefused) {
  const auto token = sign(key_, "RS256", "k1", good().dump());
  auto claims = good();
  claims["sub"] = "admin";
  const auto first = token.find('.'), last = token.rfind('.');
  const auto forged = token.substr(0, first + 1) + base64url(claims.dump()) + token.substr(last);
  EXPECT_THAT(check(forged, keys_).fault, HasSubstr("signature"));
}

TEST_F(IdTokenTest, AnUnknownKeyIsToldApart) {
  const auto checked = check(sign(key_, "RS256", "k2", good().dump()), keys_);
  EXPECT_FALSE(checked.identity);
  EXPECT_TRUE(checked.key_unknown);
  EXPECT_TRUE(check(sign(key_, "RS256", "k1", good().dump()), {}).key_unknown);
}

TEST_F(IdTokenTest, AKeyForAnotherUseOrAlgorithmDoesNotFit) {
  const auto token = sign(key_, "RS256", "k1", good().dump());
  auto key = keys_[0];
  key.use = "enc";
  EXPECT_TRUE(check(token, {key}).key_unknown);
  key = keys_[0];
  key.algorithm = "PS256";
  EXPECT_TRUE(check(token, {key}).key_unknown);
  key = keys_[0];
  key.type = "EC";
  EXPECT_TRUE(check(token, {key}).key_unknown);
}

TEST_F(IdTokenTest, WithoutAKeyNameTheKeyMustBeTheOnlyOne) {
  const auto token = sign(key_, "RS256", nullptr, good().dump());
  EXPECT_TRUE(check(token, keys_).identity);
  EXPECT_FALSE(check(token, {keys_[0], public_of(rsa(), "k2", "RSA")}).identity);
}

TEST_F(IdTokenTest, TheOtherAlgorithmsWorkToo) {
  const auto curve = elliptic();
  const auto elliptic_key = public_of(curve, "e1", "EC");
  EXPECT_TRUE(check(sign(curve, "ES256", "e1", good().dump()), {elliptic_key}).identity);
  EXPECT_TRUE(check(sign(key_, "PS256", "k1", good().dump()), keys_).identity);
  EXPECT_TRUE(check(sign(key_, "RS512", "k1", good().dump()), keys_).identity);
  EXPECT_FALSE(check(sign(elliptic(), "ES256", "e1", good().dump()), {elliptic_key}).identity);
}

TEST_F(IdTokenTest, AShortKeyIsNoKey) {
  const auto weak = rsa(1024);
  EXPECT_FALSE(check(sign(weak, "RS256", "w", good().dump()), {public_of(weak, "w", "RSA")}).identity);
}

TEST_F(IdTokenTest, CriticalHeadersThatNobodyKnowsAreRefused) {
  const auto token = sign(key_, "RS256", "k1", good().dump());
  const auto header = base64url(R"({"alg":"RS256","kid":"k1","crit":["b64"],"b64":false})");
  EXPECT_THAT(check(header + token.substr(token.find('.')), keys_).fault, HasSubstr("critical"));
}

}  // namespace
