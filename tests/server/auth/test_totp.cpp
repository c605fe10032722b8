#include <gtest/gtest.h>

#include <set>

#include "server/auth/tokens.h"
#include "server/auth/totp.h"

namespace {

// The secret of both RFCs, "12345678901234567890".
constexpr std::string_view rfc_secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const models::Time start = models::from_unix(1'800'000'000);

std::string code_at(models::Time time, std::string_view secret = rfc_secret) {
  return auth::hotp(*auth::from_base32(secret), static_cast<std::uint64_t>(models::to_unix(time) / 30));
}

}  // namespace

TEST(Totp, Rfc4226AppendixD) {
  const char* const expected[] = {"755224", "287082", "359152", "969429", "338314",
                                  "254676", "287922", "162583", "399871", "520489"};
  for (std::size_t counter = 0; counter < std::size(expected); ++counter)
    EXPECT_EQ(auth::hotp("12345678901234567890", counter), expected[counter]) << counter;
}

TEST(Totp, Rfc6238AppendixB) {
  struct Row {
    std::uint64_t seconds;
    const char* code;
  };
  const Row rows[] = {{59, "94287082"},         {1111111109, "07081804"}, {1111111111, "14050471"},
                      {1234567890, "89005924"}, {2000000000, "69279037"}, {20000000000, "65353130"}};
  for (const auto& row : rows)
    EXPECT_EQ(auth::hotp("12345678901234567890", row.seconds / 30, 8), row.code) << row.seconds;
}

TEST(Totp, Rfc4648Base32) {
  EXPECT_EQ(auth::from_base32(rfc_secret), "12345678901234567890");
  EXPECT_EQ(auth::from_base32("MZXW6YTBOI======"), "foobar");
  EXPECT_EQ(auth::from_base32("mzxw 6ytb oi"), "foobar");
  EXPECT_FALSE(auth::from_base32("MZXW1"));
  const auto secret = auth::new_totp_secret();
  EXPECT_EQ(secret.size(), 32U);
  EXPECT_EQ(auth::from_base32(secret)->size(), 20U);
  EXPECT_NE(secret, auth::new_totp_secret());
}

TEST(Totp, OneStepEitherWayAndEachCodeOnce) {
  const auto step = models::to_unix(start) / 30;
  struct Row {
    int seconds;
    bool right;
  };
  for (const Row row :
       {Row{-60, false}, Row{-30, true}, Row{0, true}, Row{29, true}, Row{30, true}, Row{60, false}})
    EXPECT_EQ(
        auth::totp_step_of(rfc_secret, code_at(start + models::Duration{row.seconds}), start, 0).has_value(),
        row.right)
        << row.seconds;
  EXPECT_EQ(auth::totp_step_of(rfc_secret, code_at(start), start, step - 1), step);
  EXPECT_FALSE(auth::totp_step_of(rfc_secret, code_at(start), start, step)) << "used";
  EXPECT_FALSE(auth::totp_step_of(rfc_secret, code_at(start - models::Duration{30}), start, step)) << "older";
  for (const char* wrong : {"", "12345", "1234567", "abcdef", " 12345"})
    EXPECT_FALSE(auth::totp_step_of(rfc_secret, wrong, start, 0)) << wrong;
  EXPECT_FALSE(auth::totp_step_of("", code_at(start, rfc_secret), start, 0)) << "no secret is no key";
}

TEST(Totp, ARecoveryCodeWorksOnceHoweverItIsTyped) {
  models::Account account;
  account.totp_secret = rfc_secret;
  const auto codes = auth::new_recovery_codes();
  ASSERT_EQ(codes.codes.size(), 10U);
  EXPECT_EQ(std::set<std::string>(codes.codes.begin(), codes.codes.end()).size(), 10U);
  account.recovery_codes = codes.hashes;
  EXPECT_FALSE(auth::use_second_factor(account, code_at(start), start)) << "not confirmed yet";
  account.totp_confirmed = true;
  std::string typed = codes.codes[3];
  for (char& c : typed) c = c == '-' ? ' ' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  EXPECT_TRUE(auth::use_second_factor(account, typed, start));
  EXPECT_FALSE(auth::use_second_factor(account, codes.codes[3], start));
  EXPECT_EQ(account.recovery_codes.size(), 9U);
  EXPECT_TRUE(auth::use_second_factor(account, code_at(start), start));
  EXPECT_FALSE(auth::use_second_factor(account, code_at(start), start))
      << "a code of the app works once, too";
  EXPECT_FALSE(auth::use_second_factor(account, "", start));
  for (const auto& hash : account.recovery_codes) EXPECT_FALSE(auth::use_second_factor(account, hash, start));
}

TEST(Totp, TheAppIsToldWhoseItIs) {
  EXPECT_EQ(auth::otpauth_uri("ABC", "Lamplighter", "wang fang"),
            "otpauth://totp/"
            "Lamplighter:wang%20fang?secret=ABC&issuer=Lamplighter&algorithm=SHA1&digits=6&period=30");
  EXPECT_NE(auth::otpauth_uri("ABC", "L", "王").find("%E7%8E%8B"), std::string::npos);
}

TEST(Tokens, OneTimePasswordsAndCsrfTokens) {
  const auto password = auth::new_one_time_password();
  EXPECT_EQ(password.size(), 23U);
  EXPECT_NE(password, auth::new_one_time_password());
  EXPECT_TRUE(auth::new_access_token().starts_with(auth::access_token_prefix));
  EXPECT_NE(auth::csrf_token_of("a"), auth::csrf_token_of("b"));
  EXPECT_NE(auth::csrf_token_of("a"), auth::hash_token("a"))
      << "what the database keeps is not what pages send";
}
