#include "models/deferred.h"

#include <gtest/gtest.h>

namespace {

int read = 0;
std::string upper(std::string_view text) {
  ++read;
  std::string result(text);
  for (auto& letter : result) letter = static_cast<char>(letter - 'a' + 'A');
  return result;
}

using Word = models::Deferred<std::string>;

TEST(Deferred, IsReadOnceAndOnlyWhenLookedAt) {
  read = 0;
  const Word word("abc", &upper);
  EXPECT_TRUE(word);
  EXPECT_EQ(word.stored(), "abc");
  EXPECT_EQ(read, 0) << "nobody looked";
  EXPECT_EQ(*word, "ABC");
  EXPECT_EQ(word->size(), 3U);
  const auto copy = word;  // NOLINT(performance-unnecessary-copy-initialization)
  EXPECT_EQ(*copy, "ABC");
  EXPECT_EQ(read, 1);
}

TEST(Deferred, AChangeBelongsToOneCopyAndForgetsTheText) {
  Word word("abc", &upper);
  const auto before = word;
  word.change() += "!";
  EXPECT_EQ(*word, "ABC!");
  EXPECT_FALSE(word.stored()) << "it has to be written anew";
  EXPECT_EQ(*before, "ABC");
  EXPECT_EQ(before.stored(), "abc");
}

TEST(Deferred, MayBeNothing) {
  Word word;
  EXPECT_FALSE(word);
  EXPECT_FALSE(word.stored());
  word = std::string("x");
  EXPECT_TRUE(word);
  EXPECT_FALSE(word.stored());
  word.reset();
  EXPECT_FALSE(word);
}

}  // namespace
