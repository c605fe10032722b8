// What the provider says of itself, which addresses are good, and sign-ins under way.
#include "server/identity/provider.h"

#include <gmock/gmock.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "server/identity/codec_identity.h"
#include "server/identity/urls.h"

namespace {

using models::from_unix;

TEST(IdentityUrls, HttpsOrThisMachine) {
  for (const auto* good : {"https://id.example", "https://id.example:8443/realm", "http://127.0.0.1:3000",
                           "http://localhost/x", "http://[::1]:80", "https://10.0.0.5/inside"})
    EXPECT_TRUE(identity::is_good_url(good)) << good;
  for (const auto* bad :
       {"http://id.example", "ftp://id.example", "id.example", "", "https://", "http://127.0.0.1.example",
        "http://127.0.0.1.example:80/x", "http://localhost.example", "https://user:secret@id.example",
        "http://localhost@id.example", "javascript:alert(1)", "https://id.example/\r\nX: y",
        "https://id.example/#part"})
    EXPECT_FALSE(identity::is_good_url(bad)) << bad;
}

TEST(IdentityUrls, TheOriginKnowsThePort) {
  EXPECT_EQ(identity::origin_of("https://ID.example/a"), "https://id.example:443");
  EXPECT_EQ(identity::origin_of("http://127.0.0.1/"), "http://127.0.0.1:80");
  EXPECT_NE(identity::origin_of("https://id.example:444/a"), identity::origin_of("https://id.example/a"));
  EXPECT_EQ(identity::origin_of("nothing"), "");
  EXPECT_EQ(identity::origin_of("http://10.0.0.5.example/"), "") << "refused rather than taken for 10.0.0.5";
}

TEST(IdentityUrls, WhatIsSentIsEncoded) {
  EXPECT_EQ(identity::write_form({{"a", "x y&=+/"}, {"b", "王"}}), "a=x%20y%26%3D%2B%2F&b=%E7%8E%8B");
  EXPECT_EQ(identity::with_query("https://id.example/a", {{"b", "c"}}), "https://id.example/a?b=c");
  EXPECT_EQ(identity::with_query("https://id.example/a?x=1", {{"b", "c"}}), "https://id.example/a?x=1&b=c");
}

TEST(IdentitySettings, AreLookedOver) {
  EXPECT_EQ(identity::wrong_with({}), "") << "no provider at all";
  EXPECT_EQ(identity::wrong_with({"https://id.example", "lamplighter"}), "");
  EXPECT_THAT(identity::wrong_with({"https://id.example"}), testing::HasSubstr("oidc.client_id"));
  EXPECT_THAT(identity::wrong_with({"http://id.example", "x"}), testing::HasSubstr("oidc.issuer"));
}

TEST(IdentityCodec, DiscoveryNeedsItsEndpoints) {
  const auto found = identity::parse_discovery(
      R"({"issuer":"i","authorization_endpoint":"a","token_endpoint":"t","jwks_uri":"k",
          "token_endpoint_auth_methods_supported":["client_secret_post"]})");
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->secret_in_body);
  for (const auto* text :
       {"", "[]", "{}", R"({"issuer":"i","authorization_endpoint":"a","jwks_uri":"k"})",
        R"({"issuer":1,"authorization_endpoint":"a","token_endpoint":"t","jwks_uri":"k"})"})
    EXPECT_FALSE(identity::parse_discovery(text)) << text;
}

TEST(IdentityCodec, KeysAreBounded) {
  std::string text = R"({"keys":[5)";
  for (int i = 0; i < 200; ++i) text += R"(,{"kid":")" + std::to_string(i) + R"(","kty":"RSA"})";
  const auto keys = identity::parse_keys(text + "]}");
  ASSERT_TRUE(keys);
  EXPECT_EQ(keys->size(), 50u);
  EXPECT_FALSE(identity::parse_keys(R"({"keys":{}})"));
  EXPECT_FALSE(identity::parse_keys("no"));
  EXPECT_FALSE(identity::parse_token_answer(R"({"id_token":""})"));
}

TEST(IdentityBegun, CountsOnceAndNotForLong) {
  identity::BegunSignIns all(2);
  const auto begun = [](const char* state, int until) {
    identity::Begun one;
    one.state = state;
    one.until = from_unix(until);
    return one;
  };
  const auto first = all.add(begun("first", 100), from_unix(1));
  EXPECT_EQ(all.find(first, from_unix(99))->state, "first");
  EXPECT_FALSE(all.find(first, from_unix(100))) << "too late";
  EXPECT_FALSE(all.find("another", from_unix(2)));
  EXPECT_TRUE(all.take(first, from_unix(2)));
  EXPECT_FALSE(all.take(first, from_unix(2))) << "a second time";
  const auto oldest = all.add(begun("oldest", 50), from_unix(2));
  const auto second = all.add(begun("second", 60), from_unix(2));
  const auto third = all.add(begun("third", 70), from_unix(2));
  EXPECT_FALSE(all.find(oldest, from_unix(3))) << "there are never more than two";
  EXPECT_TRUE(all.find(second, from_unix(3)));
  EXPECT_TRUE(all.find(third, from_unix(3)));
}

TEST(IdentityProvider, OneThatDoesNotAnswerIsSaidToBeUnreachable) {
  boost::asio::io_context io;
  identity::Limits limits;
  limits.connect_time = std::chrono::milliseconds{500};
  // Port 9 is for discarding; nothing listens there.
  identity::Provider provider({"http://127.0.0.1:9", "lamplighter"}, limits);
  identity::Sent sent;
  identity::Begun begun;
  begun.page = "crew";
  const auto ask = [](identity::Provider& asked, identity::Begun& one,
                      identity::Sent& answer) -> boost::asio::awaitable<void> {
    answer = co_await asked.send(one, from_unix(1));
  };
  boost::asio::co_spawn(io, ask(provider, begun, sent), boost::asio::detached);
  io.run();
  EXPECT_EQ(sent.trouble, identity::Trouble::unreachable);
  EXPECT_THAT(sent.why, testing::HasSubstr("discovery"));
  EXPECT_THAT(begun.state, testing::StartsWith("crew."));
  EXPECT_NE(begun.nonce, begun.verifier);
  EXPECT_GE(begun.verifier.size(), 43u) << "RFC 7636";
}

}  // namespace
