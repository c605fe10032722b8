#include "dispatch/text.h"

#include <gtest/gtest.h>

#include <limits>

namespace {

using dispatch::Fields;
using dispatch::Lines;

std::string code_of(void (*check)(Fields&)) {
  Fields fields;
  check(fields);
  return fields.good() ? "" : fields.wrong().front().code;
}

TEST(Text, IsTrimmedOfEverySpaceAtItsEnds) {
  EXPECT_EQ(dispatch::trimmed(" \t\r\n灯 不亮　\n"), "灯 不亮");
  EXPECT_EQ(dispatch::trimmed("　　"), "");
  EXPECT_EQ(dispatch::trimmed(""), "");
  EXPECT_EQ(dispatch::trimmed("\xE3\x80"), "\xE3\x80") << "half a character is not a space";
}

TEST(Text, CountsCharactersAndFindsWhatIsNotUtf8) {
  EXPECT_EQ(dispatch::count_characters("灯灭了🔥é"), 5U);
  EXPECT_EQ(dispatch::count_characters(""), 0U);
  EXPECT_EQ(dispatch::count_characters("\xF4\x8F\xBF\xBF"), 1U);
  for (const std::string bad :
       {"\x80", "\xC0\xAF", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80", "\xED\xBF\xBF", "\xF0\x80\x80\x80",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE7\x81", "a\xFF", "\xC2"})
    EXPECT_FALSE(dispatch::count_characters(bad)) << testing::PrintToString(bad);
}

TEST(Text, HasALimitInCharactersAndNoControlCharacters) {
  const auto check = [](const std::string& text, Lines lines) {
    Fields fields;
    fields.text("text", text, 3, lines);
    return fields.good() ? std::string() : fields.wrong().front().code;
  };
  EXPECT_EQ(check("灯灭了", Lines::one), "");
  EXPECT_EQ(check("灯灭了!", Lines::one), "too_long");
  EXPECT_EQ(check("a\nb", Lines::many), "");
  EXPECT_EQ(check("a\tb", Lines::many), "");
  EXPECT_EQ(check("a\nb", Lines::one), "bad_format");
  EXPECT_EQ(check("a\rb", Lines::many), "bad_format");
  EXPECT_EQ(check(std::string("a\0b", 3), Lines::many), "bad_format");
  EXPECT_EQ(check("a\x7F", Lines::many), "bad_format");
  EXPECT_EQ(check("\xC2\x85", Lines::many), "bad_format") << "C1 controls too";
  EXPECT_EQ(check("\xFF", Lines::many), "bad_format");
}

TEST(Text, OfPhonesAndCodes) {
  const auto phone = [](const std::string& text) {
    Fields fields;
    fields.phone("phone", text);
    return fields.good() ? std::string() : fields.wrong().front().code;
  };
  for (const char* good : {"", "12345", "13800138000", "+86 138-0013-8000", "(010) 8957 0000"})
    EXPECT_EQ(phone(good), "") << good;
  for (const char* bad : {"1234", "138x0013", "+-() ", "１２３４５", "12345\n"})
    EXPECT_EQ(phone(bad), "bad_format") << bad;
  EXPECT_EQ(phone(std::string(33, '1')), "too_long");
  const auto code = [](const std::string& text) {
    Fields fields;
    fields.code("code", text);
    return fields.good() ? std::string() : fields.wrong().front().code;
  };
  EXPECT_EQ(code("LC-HP-243_0017.a"), "");
  for (const char* bad : {"=1+1", "-x", "@x", "+x", "a b", "灯", "a/b", ".x"})
    EXPECT_EQ(code(bad), "bad_format") << bad;
  EXPECT_EQ(code(""), "required");
  EXPECT_EQ(code(std::string(65, 'a')), "too_long");
}

TEST(Text, OfPositions) {
  const auto wrong = [](double latitude, double longitude) {
    Fields fields;
    fields.position("position", models::Position{latitude, longitude, ""});
    return fields.wrong().size();
  };
  EXPECT_EQ(wrong(39.9, 116.75), 0U);
  EXPECT_EQ(wrong(-90, 180), 0U);
  EXPECT_EQ(wrong(90.0001, 180.0001), 2U);
  EXPECT_EQ(wrong(std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()), 2U);
  EXPECT_EQ(code_of([](Fields& fields) { fields.position("position", std::nullopt); }), "");
}

TEST(Fields, TellEverythingAtOnce) {
  Fields fields;
  fields.required("name", "  ");
  fields.code("code", "");
  ASSERT_EQ(fields.wrong().size(), 2U);
  EXPECT_EQ(fields.error().code, models::ErrorCode::invalid);
  EXPECT_EQ(fields.error().detail, "2 fields are wrong: name code");
}

}  // namespace
