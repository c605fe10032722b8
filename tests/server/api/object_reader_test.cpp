// Every body and every file of a town goes through this reader first.
#include <gmock/gmock.h>

#include "server/codec/codec_object_reader.h"

namespace {

using codec::ObjectReader;
using testing::HasSubstr;

/// What is said of a text as a whole, empty when it is taken.
std::string refused(std::string_view text) {
  std::vector<models::FieldError> errors;
  const auto reader = ObjectReader::parse(text, errors, 10'000);
  EXPECT_EQ(reader.has_value(), errors.empty()) << text;
  EXPECT_LE(errors.size(), 1U) << text;
  return errors.empty() ? "" : errors.front().detail;
}

std::string nested(int levels, const std::string& innermost) {
  std::string text = R"({"a":)";
  for (int i = 1; i < levels; ++i) text += "[";
  text += innermost;
  for (int i = 1; i < levels; ++i) text += "]";
  return text + "}";
}

TEST(ObjectReader, TakesObjectsAndSaysWhatIsWrongWithTheRest) {
  for (const auto* text : {"{}", R"({"a":1})", R"( {"a" : [ "路灯" ] } )", R"({"a":"{[{[\"{["})"})
    EXPECT_EQ(refused(text), "") << text;
  for (const auto* text : {"", "[]", "1", "null", R"("{}")"}) EXPECT_NE(refused(text), "") << text;
  for (const auto* text :
       {"{", "{\"a\"", "{\"a\":", "{\"a\":\"", "{\"a\":\"\\", "{}}", "{]", "}", "{\"a\":\xff}"})
    EXPECT_THAT(refused(text), HasSubstr("not valid JSON")) << text;
  EXPECT_THAT(refused(R"({"a":1e999})"), HasSubstr("too large"));
  EXPECT_THAT(refused("{\"a\":\"" + std::string(10'000, 'x') + "\"}"), HasSubstr("over 10000 bytes"));
}

TEST(ObjectReader, NestsThirtyTwoLevelsAndNoMore) {
  EXPECT_EQ(refused(nested(32, "1")), "");
  EXPECT_THAT(refused(nested(33, "1")), HasSubstr("deeper than 32 levels"));
  EXPECT_THAT(refused(nested(33, "")), HasSubstr("deeper than 32 levels"));
  EXPECT_THAT(refused("{\"a\":" + std::string(9'000, '[')), HasSubstr("deeper than 32 levels"));
  // Brackets within quotes are words, also behind a quote that is escaped; what was closed counts no more.
  EXPECT_EQ(refused(R"({"a":")" + std::string(100, '[') + R"(\")" + std::string(100, '{') + R"("})"), "");
  std::string beside = R"({"a":[)";
  for (int i = 0; i < 100; ++i) beside += "[1],";
  EXPECT_EQ(refused(beside + "[]]}"), "");
}

TEST(ObjectReader, NamesEveryFieldThatIsWrongOrThatNobodyAskedFor) {
  std::vector<models::FieldError> errors;
  auto reader = ObjectReader::parse(
      R"({"name":7,"count":11,"asked_twice":"x","nested":{"flag":"yes","other":1},"extra":null})", errors);
  ASSERT_TRUE(reader);
  EXPECT_EQ(reader->text("name", true), "");
  EXPECT_EQ(reader->integer("count", 0, 10, 3), 3);
  EXPECT_EQ(reader->text("missing", true), "");
  EXPECT_EQ(reader->text("asked_twice", true), "x");
  EXPECT_EQ(reader->text("asked_twice", true), "x");
  auto inner = reader->object("nested", true);
  ASSERT_TRUE(inner);
  EXPECT_TRUE(inner->flag("flag", true));
  inner->finish();
  reader->finish();
  std::vector<std::string> said;
  said.reserve(errors.size());
  for (const auto& error : errors) said.push_back(error.field + " " + error.code);
  EXPECT_THAT(said, testing::ElementsAre("name bad_format", "count out_of_range", "missing required",
                                         "nested.flag bad_format", "nested.other unknown", "extra unknown"));
}

}  // namespace
