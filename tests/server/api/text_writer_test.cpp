// What is written without a tree is what the library of trees would have written.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "server/codec/codec_text_writer.h"
#include "tests/support/storage_samples.h"

namespace {

using nlohmann::json;

TEST(TextWriter, WritesEveryTextSoThatItIsReadBackTheSame) {
  std::mt19937 random(support::test_seed());
  const auto below = [&](unsigned end) { return static_cast<unsigned>(random() % end); };
  const std::vector<std::string> pieces{"a",    "路", "灯", "\"", "\\", "\n",  "\x01",
                                        "\x1f", " ",  "é",  "💡",  "/",  "\x7f"};
  for (int round = 0; round < 20'000; ++round) {
    // Mostly ordinary signs, so that an odd one comes at any place of the eight that are looked at together.
    std::string text;
    for (auto left = below(30); left > 0; --left) text += below(8) == 0 ? pieces[below(13)] : "x";
    const bool ordinary = std::none_of(text.begin(), text.end(), [](char c) {
      return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
    });
    ASSERT_EQ(codec::needs_no_escape(text), ordinary) << json(text).dump();
    codec::TextWriter out;
    out.begin_object();
    out.field("text", text).field_named(text, 1).field("list", std::vector<std::string>{text, text});
    out.end_object();
    const auto read = json::parse(out.text());
    ASSERT_EQ(read.at("text"), text);
    ASSERT_EQ(read.at("list"), json({text, text}));
    if (text != "text" && text != "list") {
      ASSERT_EQ(read.at(text), 1);
    }
  }
}

TEST(TextWriter, WritesWordsNumbersAndTimes) {
  codec::TextWriter out;
  out.object("state", models::WorkOrderState::under_way, "at", models::from_unix(1'764'000'000), "id",
             models::ReportId{7}, "none", models::ReportId{}, "maybe", std::optional<int>{}, "empty",
             std::string_view(), "or_null", codec::OrNull{""}, "half", 0.5, "yes", true, "minute",
             models::Duration{60});
  EXPECT_EQ(
      out.text(),
      R"({"state":"under_way","at":"2025-11-24T16:00:00Z","id":"7","none":null,"maybe":null,"empty":"",)"
      R"("or_null":null,"half":0.5,"yes":true,"minute":60})");
}

}  // namespace
