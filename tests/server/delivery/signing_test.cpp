#include "server/delivery/signing.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <set>

#include "server/delivery/addresses.h"

namespace {

TEST(Signing, AnswersOfTheBooks) {
  // RFC 4231, test case 2; RFC 4648, section 10.
  std::string hex;
  for (const char c : delivery::hmac_sha256("Jefe", "what do ya want for nothing?")) {
    constexpr std::string_view digits = "0123456789abcdef";
    hex += digits[static_cast<unsigned char>(c) >> 4U];
    hex += digits[static_cast<unsigned char>(c) & 15U];
  }
  EXPECT_EQ(hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(delivery::to_base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(delivery::to_base64("fooba"), "Zm9vYmE=");
  EXPECT_EQ(delivery::to_base64(""), "");
  EXPECT_EQ(delivery::from_base64("Zm9vYmE="), "fooba");
  EXPECT_FALSE(delivery::from_base64("Zm9v!"));
}

TEST(Signing, SecretsAreNewAndBadOnesSignNothing) {
  std::set<std::string> seen;
  for (int i = 0; i < 50; ++i) EXPECT_TRUE(seen.insert(delivery::new_webhook_secret()).second);
  for (const auto* secret :
       {"", "whsec_", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_!!!!"})
    EXPECT_EQ(delivery::webhook_signature(secret, "msg_1", "1", "{}"), "") << secret;
}

std::string output_of(const std::string& command) {
  std::string output;
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return "";
  std::array<char, 4096> piece{};
  while (const auto count = std::fread(piece.data(), 1, piece.size(), pipe))
    output.append(piece.data(), count);
  pclose(pipe);
  return output;
}

// The receiver's side is the library that its makers publish: what we sign it takes, what is changed it
// refuses.
TEST(Signing, TheForeignLibraryTakesOurSignatures) {
  const std::string web = std::string(SOURCE_DIR) + "/web";
  ASSERT_TRUE(std::filesystem::exists(web + "/node_modules/standardwebhooks")) << "run bin/setup";
  const auto secret = delivery::new_webhook_secret();
  const auto timestamp = std::to_string(std::time(nullptr));
  const std::string body = R"({"type":"work_order_closed","data":{"village":"胡各庄"}})";
  const auto signature = delivery::webhook_signature(secret, "msg_7_1", timestamp, body);
  const auto verify = [&](const std::string& sent_body, const std::string& at, const std::string& id) {
    return output_of(
        "cd '" + web + "' && PATH=\"$PWD/.node/node_modules/.bin:$PATH\" node -e '" +
        R"(const {Webhook} = require("standardwebhooks"); const [,secret, id, at, sign, body] = process.argv;
try { new Webhook(secret).verify(body, {"webhook-id": id, "webhook-timestamp": at, "webhook-signature": sign});
console.log("taken"); } catch (error) { console.log("refused " + error.message); }' )" +
        "'" + secret + "' '" + id + "' '" + at + "' '" + signature + "' '" + sent_body + "' 2>&1");
  };
  EXPECT_EQ(verify(body, timestamp, "msg_7_1"), "taken\n");
  EXPECT_TRUE(verify(body + " ", timestamp, "msg_7_1").starts_with("refused")) << "a changed body";
  EXPECT_TRUE(verify(body, timestamp, "msg_7_2").starts_with("refused")) << "another id";
  EXPECT_TRUE(verify(body, std::to_string(std::time(nullptr) - 3600), "msg_7_1").starts_with("refused"));
}

TEST(Addresses, WhatLiesInsideIsNotPublic) {
  for (const auto* inside : {"127.0.0.1",
                             "127.255.255.254",
                             "10.0.0.1",
                             "172.16.0.1",
                             "172.31.255.255",
                             "192.168.1.1",
                             "169.254.169.254",
                             "0.0.0.0",
                             "100.64.0.1",
                             "100.127.255.255",
                             "192.0.2.1",
                             "198.18.0.1",
                             "224.0.0.1",
                             "255.255.255.255",
                             "::1",
                             "::",
                             "fe80::1",
                             "fc00::1",
                             "fd12:3456::1",
                             "ff02::1",
                             "::ffff:127.0.0.1",
                             "::ffff:10.1.2.3",
                             "64:ff9b::10.0.0.1",
                             "2002:7f00:1::1",
                             "2001:db8::1",
                             "2001::1",
                             "::127.0.0.1",
                             "no address",
                             ""})
    EXPECT_FALSE(delivery::is_public(inside)) << inside;
  for (const auto* outside :
       {"8.8.8.8", "1.1.1.1", "172.15.255.255", "172.32.0.1", "100.63.255.255", "100.128.0.1", "192.167.1.1",
        "223.255.255.255", "2400:3200::1", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"})
    EXPECT_TRUE(delivery::is_public(outside)) << outside;
}

}  // namespace
