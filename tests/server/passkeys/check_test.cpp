#include "server/passkeys/check.h"

#include <gmock/gmock.h>

#include <functional>
#include <random>

#include "server/auth/base64url.h"
#include "server/passkeys/bounds.h"
#include "server/passkeys/codec_client_data.h"
#include "server/passkeys/desk.h"
#include "tests/support/authenticator.h"

namespace {

using passkeys::Assertion;
using support::Authenticator;
using testing::HasSubstr;

constexpr const char* challenge = "bm90IHJhbmRvbSBhdCBhbGw";
const passkeys::RelyingParty here{"localhost", "http://localhost:8080"};
constexpr models::AccountId owner{7};

Assertion sent(const Authenticator& device, const char* to = challenge) {
  const auto used = device.use(to);
  return {auth::to_base64url(device.credential), used.client_data, used.authenticator_data, used.signature,
          device.user_handle};
}

passkeys::Registered made(const Authenticator& device) {
  const auto given = device.make(challenge);
  return passkeys::check_registration(here, challenge, {given.client_data, given.authenticator_data});
}

/// A device whose passkey is registered for the owner.
struct Registered {
  Authenticator device;
  models::Passkey passkey;
  explicit Registered(Authenticator::Algorithm algorithm = Authenticator::Algorithm::es256)
      : device(algorithm) {
    device.user_handle = passkeys::user_handle_of(owner);
    const auto registered = made(device);
    EXPECT_EQ(registered.fault, "");
    passkey = registered.passkey;
    passkey.account = owner;
  }
  std::string fault(const Assertion& given) const {
    return passkeys::check_assertion(here, challenge, passkey, given).fault;
  }
};

TEST(Passkeys, MadeAndUsedWithEachAlgorithm) {
  const std::vector<std::pair<Authenticator::Algorithm, int>> all{{Authenticator::Algorithm::es256, -7},
                                                                  {Authenticator::Algorithm::eddsa, -8},
                                                                  {Authenticator::Algorithm::rs256, -257}};
  for (const auto& each : all) {
    const Registered one(each.first);
    EXPECT_EQ(one.passkey.algorithm, each.second);
    EXPECT_EQ(one.passkey.credential, auth::to_base64url(one.device.credential));
    EXPECT_EQ(one.fault(sent(one.device)), "") << each.second;
    EXPECT_NE(one.fault(sent(Registered(each.first).device)), "") << "another device of the same kind";
  }
}

TEST(Passkeys, WhatIsChangedInOneThingIsRefusedAndSaidOnTheRecord) {
  struct Row {
    const char* what;
    const char* fault;
    std::function<void(Authenticator&)> device;
    std::function<void(Assertion&)> given = nullptr;
  };
  const auto flip = [](std::string& bytes, std::size_t at) { bytes[at] = static_cast<char>(bytes[at] ^ 1); };
  const std::vector<Row> rows{
      {"another page", "origin", [](auto& one) { one.origin = "http://localhost:8081"; }},
      {"https and not", "origin", [](auto& one) { one.origin = "https://localhost:8080"; }},
      {"inside another page", "origin", [](auto& one) { one.more = R"(,"crossOrigin":true)"; }},
      {"another server", "signature", [](auto& one) { one.rp_id = "evil.example"; }},
      {"nobody verified", "not verified", [](auto& one) { one.flags = Authenticator::present; }},
      {"nobody there", "signature", [](auto& one) { one.flags = Authenticator::verified; }},
      {"a registration", "kind", [](auto& one) { one.use_type = "webauthn.create"; }},
      {"another account's", "another account's", [](auto& one) { one.user_handle = "lamplighter-8"; }},
      {"no account's", "another account's", [](auto& one) { one.user_handle = ""; }},
      {"a changed signature", "signature", nullptr, [&](auto& given) { flip(given.signature, 12); }},
      {"no signature", "cannot be read", nullptr, [](auto& given) { given.signature.clear(); }},
      {"changed client data", "signature", nullptr,
       [](auto& given) { given.client_data.insert(given.client_data.size() - 1, " "); }},
      {"no client data", "client data", nullptr, [](auto& given) { given.client_data = "{}"; }},
      {"a changed counter", "signature", nullptr, [&](auto& given) { flip(given.authenticator_data, 36); }},
      {"a changed rpIdHash", "signature", nullptr, [&](auto& given) { flip(given.authenticator_data, 0); }},
      {"cut short", "cannot be read", nullptr, [](auto& given) { given.authenticator_data.resize(36); }},
      {"nothing", "cannot be read", nullptr, [](auto& given) { given.authenticator_data.clear(); }},
      {"huge", "cannot be read", nullptr, [](auto& given) { given.authenticator_data.append(100'000, 'x'); }},
  };
  for (const auto& row : rows) {
    Registered one;
    EXPECT_EQ(one.fault(sent(one.device)), "");
    if (row.device) row.device(one.device);
    auto given = sent(one.device);
    if (row.given) row.given(given);
    EXPECT_THAT(one.fault(given), HasSubstr(row.fault)) << row.what;
  }
  const Registered one;
  EXPECT_THAT(one.fault(sent(one.device, "YW5vdGhlciBvbmU")), HasSubstr("challenge"));
}

TEST(Passkeys, TheCounterMustRiseUnlessTheDeviceDoesNotCount) {
  Registered one;
  const auto use = [&](std::uint32_t counter, std::int64_t stored) {
    one.device.counter = counter;
    one.passkey.counter = stored;
    return passkeys::check_assertion(here, challenge, one.passkey, sent(one.device));
  };
  EXPECT_EQ(use(0, 0).fault, "");
  EXPECT_EQ(use(1, 0).fault, "");
  EXPECT_EQ(use(4'294'967'295, 4'294'967'294).counter, 4'294'967'295);
  EXPECT_THAT(use(5, 5).fault, HasSubstr("counter"));
  EXPECT_THAT(use(4, 5).fault, HasSubstr("counter"));
  EXPECT_THAT(use(0, 5).fault, HasSubstr("counter")) << "it counted before";
}

TEST(Passkeys, WhatIsMadeForOthersOrByNobodyIsNotRegistered) {
  struct Row {
    const char* what;
    const char* fault;
    std::function<void(Authenticator&)> change;
  };
  const std::vector<Row> rows{
      {"another page", "origin", [](auto& one) { one.origin = "http://evil.example"; }},
      {"another server", "another server", [](auto& one) { one.rp_id = "evil.example"; }},
      {"nobody verified", "not verified", [](auto& one) { one.flags = Authenticator::present; }},
      {"nobody there", "not verified", [](auto& one) { one.flags = Authenticator::verified; }},
      {"a sign-in", "kind", [](auto& one) { one.make_type = "webauthn.get"; }},
      {"without a name", "fit name", [](auto& one) { one.credential.clear(); }},
      {"a name too long", "fit name", [](auto& one) { one.credential.assign(1024, 'x'); }},
  };
  for (const auto& row : rows) {
    Authenticator device;
    row.change(device);
    EXPECT_THAT(made(device).fault, HasSubstr(row.fault)) << row.what;
  }
  const Authenticator device;
  const auto other = device.make("YW5vdGhlciBvbmU");
  EXPECT_THAT(
      passkeys::check_registration(here, challenge, {other.client_data, other.authenticator_data}).fault,
      HasSubstr("challenge"));
}

// The point of the key lies on no curve, the CBOR ends early, goes on, or says that it is huge.
// libcbor 0.8 takes the memory that a length claims: none of these may reach it.
TEST(Passkeys, WhatClaimsMoreThanItSendsIsNotRead) {
  using passkeys::Ceremony;
  const std::string head(32, 'h'), counter(4, '\0');
  const auto data = [&](unsigned char flags, const std::string& rest) {
    return head + static_cast<char>(flags) + counter + rest;
  };
  const std::string credential = std::string(16, 'm') + std::string("\x00\x02", 2) + "id";
  EXPECT_TRUE(passkeys::claims_fit(data(0x05, ""), Ceremony::assertion));
  EXPECT_TRUE(passkeys::claims_fit(data(0x45, credential + "\xa1\x01\x02"), Ceremony::registration));
  EXPECT_TRUE(passkeys::claims_fit(data(0xc5, credential + "\xa1\x01\x02" + "\xa1\x61x\xf5"),
                                   Ceremony::registration));
  const std::vector<std::string> bad{
      "\x9b\x7f\xff\xff\xff\xff\xff\xff\xff",                  // a list of four thousand million
      std::string("\x5b\x7f\xff\xff\xff\xff\xff\xff\xff", 9),  // bytes without end
      "\xbf\x01\x02\xff",                                      // a map of no known length
      "\x5f\x41x\xff",                                         // bytes in pieces
      "\x81\x81\x81\x81\x81\x81\x01",                          // too deep
      "\xc1\x01",                                              // a tag
      "\xa2\x01\x02",                                          // cut short
      "\x01\x01\x01",                                          // three items
      "\x98\x21" + std::string(33, '\x01'),                    // too many parts
      "\x1c"};                                                 // of a form that is not in use
  for (const auto& one : bad)
    EXPECT_FALSE(passkeys::claims_fit(data(0x85, one), Ceremony::assertion)) << testing::PrintToString(one);
  EXPECT_FALSE(passkeys::claims_fit(head, Ceremony::assertion));
  EXPECT_FALSE(passkeys::claims_fit(data(0x45, std::string(17, 'm')), Ceremony::registration));
  EXPECT_FALSE(
      passkeys::claims_fit(data(0x45, std::string(16, 'm') + "\xff\xff" + "id"), Ceremony::registration));
  // Where no credential belongs the library takes its bytes for extensions: this model's name is a huge map.
  const std::string hidden = "\xba\x7f\xff\xff\xff" + std::string(11, 'm') + std::string("\x00\x00", 2);
  EXPECT_TRUE(passkeys::claims_fit(data(0xc5, hidden), Ceremony::registration));
  EXPECT_FALSE(passkeys::claims_fit(data(0xc5, hidden), Ceremony::assertion));
  EXPECT_FALSE(passkeys::claims_fit(data(0x05, ""), Ceremony::registration));
}

TEST(Passkeys, GarbageIsReadAsGarbage) {
  const Authenticator device;
  const auto good = device.make(challenge);
  const auto fault = [&](const std::string& data) {
    return passkeys::check_registration(here, challenge, {good.client_data, data}).fault;
  };
  EXPECT_EQ(fault(good.authenticator_data), "");
  for (std::size_t size = 0; size < good.authenticator_data.size(); ++size)
    EXPECT_NE(fault(good.authenticator_data.substr(0, size)), "") << size;
  const auto key_at = 37 + 16 + 2 + device.credential.size();
  for (const std::string& key :
       {std::string("\xbf"), std::string("\xa5\x01\x02\x03\x26\x20\x01\x21\x5b") + std::string(8, '\xff'),
        std::string(5'000, '\x81'), std::string(5'000, '\0'), std::string("\x9b") + std::string(8, '\xff')})
    EXPECT_NE(fault(good.authenticator_data.substr(0, key_at) + key), "");
  auto off_the_curve = good.authenticator_data;
  off_the_curve.back() = static_cast<char>(off_the_curve.back() ^ 1);
  EXPECT_NE(fault(off_the_curve), "");
  const unsigned seed = std::random_device{}();
  std::printf("seed %u\n", seed);
  std::mt19937 random(seed);
  for (int i = 0; i < 2'000; ++i) {
    auto data = good.authenticator_data;
    for (auto turns = 1 + random() % 4; turns > 0; --turns)
      data[random() % data.size()] = static_cast<char>(random() % 256);
    const auto registered = passkeys::check_registration(here, challenge, {good.client_data, data});
    EXPECT_EQ(registered.fault.empty(), !registered.passkey.public_key.empty());
  }
}

TEST(PasskeyClientData, FieldsOfTheFutureAreLetBe) {
  const auto read = passkeys::parse_client_data(
      R"({"type":"webauthn.get","challenge":"eA","origin":"https://a.example","tokenBinding":{"status":"x"},"new":[1]})");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->origin, "https://a.example");
  EXPECT_FALSE(read->foreign);
  for (const auto* wrong : {"", "[]", "{", R"({"type":"webauthn.get","challenge":"eA"})",
                            R"({"type":1,"challenge":"eA","origin":"o"})",
                            R"({"type":"webauthn.get","challenge":"eA","origin":"o","crossOrigin":"no"})"})
    EXPECT_FALSE(passkeys::parse_client_data(wrong)) << wrong;
  EXPECT_FALSE(passkeys::parse_client_data(R"({"type":"webauthn.get","challenge":"eA","origin":"o","x":")" +
                                           std::string(5'000, 'x') + "\"}"));
}

TEST(PasskeyOffer, IsMadeForANameOnly) {
  const auto at = [](const char* address) {
    const auto offer = passkeys::offer_of(address);
    EXPECT_EQ(offer.party.has_value(), offer.why_not.empty());
    EXPECT_THAT(passkeys::words_of(offer.why_not), HasSubstr("public_address"));
    return offer.party ? offer.party->id + " " + offer.party->origin : offer.why_not;
  };
  EXPECT_EQ(at("https://Town.Example"), "town.example https://town.example");
  EXPECT_EQ(at("https://town.example:443/"), "town.example https://town.example");
  EXPECT_EQ(at("https://town.example:8443"), "town.example https://town.example:8443");
  EXPECT_EQ(at("http://localhost:8080"), "localhost http://localhost:8080");
  EXPECT_EQ(at("http://localhost"), "localhost http://localhost");
  EXPECT_EQ(at(""), "no_public_address");
  EXPECT_EQ(at("http://town.example"), "no_public_address") << "not safe on its way";
  EXPECT_EQ(at("http://127.0.0.1:8080"), "numeric_address");
  EXPECT_EQ(at("https://10.0.0.5"), "numeric_address");
  EXPECT_EQ(at("https://[2001:db8::1]"), "numeric_address");
}

TEST(PasskeyDesk, AChallengeCountsOnceAndForFiveMinutes) {
  passkeys::Desk desk(passkeys::offer_of("http://localhost:8080"));
  const auto at = models::from_unix;
  const auto secret = desk.challenges().add({"text", owner, at(1) + passkeys::challenge_kept}, at(1));
  EXPECT_FALSE(desk.challenges().find(secret, at(301)));
  EXPECT_EQ(desk.challenges().take(secret, at(300))->text, "text");
  EXPECT_FALSE(desk.challenges().take(secret, at(2)));
}

}  // namespace
