#include "server/town/codec_reading_rules.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace {

TEST(ReadingRules, TheDemoTownsRulesAreRead) {
  std::ifstream file(SOURCE_DIR "/data/lucheng/readings.json");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto rules = town::parse_reading_rules(text);
  ASSERT_TRUE(rules) << rules.error().detail;
  ASSERT_EQ(rules->size(), 4U);
  const auto& first = rules->front();
  EXPECT_EQ(first.code, "heater-cold-return");
  EXPECT_EQ(first.when, (models::ReadingCondition{"return_temperature", true, 25}));
  EXPECT_EQ(first.clears_at, 28);
  EXPECT_EQ(first.held, std::chrono::minutes{45});
  EXPECT_EQ(first.also, (models::ReadingCondition{"power", false, 500}));
  EXPECT_TRUE(rules->at(2).only_dark);
}

TEST(ReadingRules, EveryWrongFieldIsNamed) {
  const auto wrong = town::parse_reading_rules(
      R"({"rules":[{"code":"a","name":{"zh":"甲","en":"a"},"class":"heater","fault_kind":"HP-01","measure":"x","below":1,)"
      R"("above":2,"clears_at":"warm","held":"soon","fresh":"PT1M","colour":1}]})");
  ASSERT_FALSE(wrong);
  std::vector<std::string> fields;
  for (const auto& field : wrong.error().fields) fields.push_back(field.field);
  EXPECT_EQ(fields, (std::vector<std::string>{"rules[0].below", "rules[0].clears_at", "rules[0].held",
                                              "rules[0].colour"}));
  EXPECT_FALSE(town::parse_reading_rules("{"));
  EXPECT_FALSE(town::parse_reading_rules("[]"));
}

}  // namespace
