// Every sentence that a rule or a reader can say of a file is known in both languages, so that Chinese says
// as much as English.
#include "server/imports/fault_words.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

namespace {

constexpr const char* sources[] = {"dispatch/register.cpp",           "dispatch/text.cpp",
                                   "server/imports/rows.cpp",         "server/imports/columns.cpp",
                                   "server/imports/pass.cpp",         "server/imports/codec_geojson.cpp",
                                   "server/town/facility_row.cpp",    "server/town/csv_reader.cpp",
                                   "server/town/xlsx_reader.cpp",     "server/town/xlsx_styles.cpp",
                                   "server/town/zip_file.cpp",        "server/town/text_source.cpp",
                                   "server/town/xml_elements.cpp",    "server/town/table.cpp",
                                   "server/town/facility_import.cpp", "server/town/city_order_table.cpp",
                                   "dispatch/city_orders.cpp"};

/// What no row of a table can say: shifts are no column, classes no register, and whoever may not is told at
/// once.
const std::set<std::string> elsewhere{
    "7 may have at most 70 spans",
    "weekday is 1 (Monday) to 7 (Sunday)",
    "a span begins before it ends, within one day of 0 to 1440 minutes",
    "7 is at most 14 hours either way",
    "7 fields are wrong:",
    "the table is empty: the first row has the headings",
    "line 7 has this code already",
    "no file can be made in the folder for temporary files",      // a fault of the server, no file's
    "more than 7 orders were taken then: choose a shorter time",  // of the feedback
    "the workbook's parts",                                       // a value of: cannot read …
};

/// The sentences of a source: its literals, with 7 for each value that is put between them.
std::vector<std::string> sentences_of(const std::string& text) {
  std::vector<std::string> all;
  const auto skip_space = [&](std::size_t at) {
    return std::min(text.find_first_not_of(" \n", at), text.size());
  };
  for (std::size_t at = 0; (at = text.find('"', at)) != text.npos;) {
    std::string said;
    for (;;) {
      for (++at; at < text.size() && text[at] != '"'; ++at) {
        if (text[at] == '\\') ++at;
        said += text[at];
      }
      ++at;
      const auto next = skip_space(at);
      if (next < text.size() && text[next] == '"') {
        at = next;
        continue;
      }
      // Up to where the expression ends: an argument of a call within it does not end it.
      auto end = next;
      for (int depth = 0; end < text.size() && depth >= 0; ++end) {
        depth += (text[end] == '(') - (text[end] == ')');
        if (text[end] == '"' || text[end] == ';' || text[end] == '{' || (text[end] == ',' && depth == 0))
          break;
      }
      if (next >= text.size() || text[next] != '+' || end >= text.size() || text[end] != '"') break;
      const auto quote = end;
      said += "7";
      at = quote;
    }
    if (said.starts_with(' ')) said.insert(0, "7");
    if (said.ends_with(' ')) said += "7";
    if (said.find(' ', said.find(' ') + 1) != said.npos) all.push_back(said);  // three words and more
  }
  return all;
}

bool is_chinese(const std::string& text) {
  return text.find("\xE8") != text.npos || text.find("\xE6") != text.npos;
}

TEST(FaultWords, KnowEverySentenceOfTheRulesAndTheReaders) {
  std::set<std::string> seen;
  for (const auto* name : sources) {
    std::ifstream file(std::string(SOURCE_DIR) + "/" + name);
    std::string text, line;
    while (std::getline(file, line)) {
      if (line.find("#include") != line.npos || line.find("//") != line.npos) continue;
      // A quote that is a character opens no text.
      for (std::size_t at = 0; (at = line.find("'\"'", at)) != line.npos;) line.erase(at, 3);
      text += line + "\n";
    }
    ASSERT_FALSE(text.empty()) << name;
    for (const auto& said : sentences_of(text)) {
      if (elsewhere.contains(said)) continue;
      seen.insert(said);
      EXPECT_TRUE(imports::is_known(said)) << name << ": " << said;
      const auto words = imports::words_of(said);
      EXPECT_TRUE(is_chinese(words.zh)) << said << ": " << words.zh;
      EXPECT_EQ(words.zh.find('{'), words.zh.find("{ ")) << said << ": a value is left out";
      EXPECT_EQ(words.en.find("{1}"), words.en.npos) << said;
    }
  }
  EXPECT_GT(seen.size(), 75u) << "the reader of the sources finds too few";
}

TEST(FaultWords, SayWhatIsWrongAndWhatToDo) {
  struct Row {
    std::string said, zh, en;
  };
  const Row rows[] = {
      {"a village's code has 12 digits", "村的编号是 12 位数字：请照统计用区划代码填，例如 110112119243",
       "a village's code has 12 digits: give the statistical code, such as 110112119243"},
      {"name may have at most 100 characters", "太长：最多 100 个字符，请改短",
       "it may have at most 100 characters: shorten it"},
      {"'gestern' is no time: write it as 2026-11-27 08:15",
       "“gestern”不是时间：请写成 2026-11-27 08:15 这样",
       "'gestern' is no time: write it as 2026-11-27 08:15"},
      {"line 12 has this already", "第 12 行已经有这一个：同一编号只留一行",
       "line 12 has this already: keep one line of it"},
      {"more than 500 rows; split the file", "超过 500 行：请分成几个文件导入",
       "more than 500 rows: split the file"},
      {"must be degrees as a number, such as 39.9015",
       "要写成度数，例如 39.9015，不带单位、不写度分秒；经度纬度要一起填",
       "it must be degrees as a number, such as 39.9015, without a unit; latitude and longitude go together"},
      {"the class streetlight has no such attribute",
       "类别 streetlight 没有这一项：请清空这个单元格，或改用这个类别有的列",
       "the class streetlight has no such attribute: leave the cell empty, or use a column of that class"}};
  for (const auto& row : rows) {
    const auto words = imports::words_of(row.said);
    EXPECT_EQ(words.zh, row.zh);
    EXPECT_EQ(words.en, row.en);
  }
}

TEST(FaultWords, NeverSayLessThanTheRule) {
  const auto words = imports::words_of("a rule of tomorrow");
  EXPECT_EQ(words.zh, "这里不对（a rule of tomorrow）");
  EXPECT_EQ(words.en, "a rule of tomorrow");
  EXPECT_FALSE(imports::is_known("more than a few rows; split the file, please"));
}

}  // namespace
