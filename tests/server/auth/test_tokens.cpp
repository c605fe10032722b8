#include <gtest/gtest.h>

#include <set>

#include "server/auth/tokens.h"

static bool is_made_of(const std::string& text, std::size_t length, const char* alphabet) {
  return text.size() == length && text.find_first_not_of(alphabet) == std::string::npos;
}

TEST(Tokens, HaveTheirShapes) {
  EXPECT_TRUE(is_made_of(auth::new_session_token(), 43,
                         "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"));
  EXPECT_TRUE(is_made_of(auth::new_report_token(), 26, "abcdefghijklmnopqrstuvwxyz234567"));
  EXPECT_TRUE(is_made_of(auth::new_request_id(), 24, "0123456789abcdef"));
  EXPECT_TRUE(is_made_of(auth::hash_token("x"), 64, "0123456789abcdef"));
}

TEST(Tokens, AreNeverTheSame) {
  std::set<std::string> seen;
  constexpr std::size_t rounds = 10'000;
  for (std::size_t i = 0; i < rounds; ++i) {
    seen.insert(auth::new_session_token());
    seen.insert(auth::new_report_token());
    seen.insert(auth::new_request_id());
  }
  EXPECT_EQ(seen.size(), 3 * rounds);
}

TEST(Tokens, EveryCharacterOfAReportTokenVaries) {
  // 26 characters of 5 bits hold 130 bits: the last one carries 3 of chance, all others 5.
  std::vector<std::set<char>> at(26);
  for (int i = 0; i < 2000; ++i) {
    const std::string token = auth::new_report_token();
    for (std::size_t place = 0; place < token.size(); ++place) at[place].insert(token[place]);
  }
  for (std::size_t place = 0; place < 25; ++place) EXPECT_EQ(at[place].size(), 32u) << place;
  EXPECT_EQ(at[25].size(), 8u);
}

TEST(Tokens, HashesAreTheKnownOnes) {
  EXPECT_EQ(auth::sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(auth::sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(auth::hash_token("abc"), "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
  EXPECT_EQ(auth::fingerprint("abc"), auth::hash_token("abc"));
  EXPECT_NE(auth::fingerprint(std::string("a\0b", 3)), auth::fingerprint("a"));
  EXPECT_EQ(auth::fingerprint({"a", "", "bc"}), auth::fingerprint("abc"));
}
