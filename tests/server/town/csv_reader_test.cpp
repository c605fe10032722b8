#include <gmock/gmock.h>

#include "tests/server/town/files.h"

using testing::ElementsAre;
using testing::HasSubstr;
using town::TableError;
using town::TableLimits;
using namespace std::string_literals;

namespace town_test {
namespace {

using Cells = std::vector<std::vector<std::string>>;

Cells cells_of(const std::string& text, const TableLimits& limits = {}) {
  TempFolder folder;
  Cells cells;
  for (const auto& row : read_rows(folder.write("a.csv", text), limits)) cells.push_back(row.cells);
  return cells;
}

struct Good {
  const char* name;
  std::string text;
  Cells cells;
};

void PrintTo(const Good& tested, std::ostream* out) { *out << tested.name; }

class GoodCsv : public testing::TestWithParam<Good> {};

TEST_P(GoodCsv, IsRead) { EXPECT_EQ(cells_of(GetParam().text), GetParam().cells); }

INSTANTIATE_TEST_SUITE_P(
    Table, GoodCsv,
    testing::Values(
        Good{"Empty", "", {}}, Good{"OneCell", "a", {{"a"}}},
        Good{"NoLastLineEnd", "a,b\n1,2", {{"a", "b"}, {"1", "2"}}},
        Good{"CrLf", "a,b\r\n1,2\r\n", {{"a", "b"}, {"1", "2"}}},
        Good{"LoneCr", "a,b\r1,2\r", {{"a", "b"}, {"1", "2"}}},
        Good{"Bom", "\xEF\xBB\xBF"s + "编号,名称\n", {{"编号", "名称"}}},
        Good{"EmptyCells", ",a,\n", {{"", "a", ""}}},
        Good{"EmptyRowsLeftOut", "a\n\n\r\n,,\n\"\"\nb\n", {{"a"}, {"b"}}},
        Good{"Quoted", "\"a,b\",\"c\"\"d\",\"e\nf\r\ng\"\n", {{"a,b", "c\"d", "e\nf\r\ng"}}},
        Good{"QuotedEnd", "\"a\",\"\"", {{"a", ""}}}, Good{"SpacesStay", " a , b\n", {{" a ", " b"}}},
        Good{"GuardTakenOff", "'=1+1,'-5,''=x,'a,'\n", {{"=1+1", "-5", "'=x", "'a", "'"}}},
        Good{"FormulaIsText", "=1+1\n", {{"=1+1"}}},
        Good{"Gb18030", "code\n\xB1\xE0\xBA\xC5,\xD0\xCB\xB8\xF7\xD7\xAF\n", {{"code"}, {"编号", "兴各庄"}}},
        Good{"Gb18030FourBytes", "\xB1\xE0,\x95\x32\x82\x36\n", {{"编", "\xF0\xA0\x80\x80"}}}),
    [](const auto& tested) { return tested.param.name; });

struct Bad {
  const char* name;
  std::string text;
  std::size_t line;
  const char* words;
};

void PrintTo(const Bad& tested, std::ostream* out) { *out << tested.name; }

class BadCsv : public testing::TestWithParam<Bad> {};

TEST_P(BadCsv, IsRefusedWithLineAndReason) {
  TableLimits limits;
  limits.rows = 3;
  limits.columns = 4;
  limits.field_bytes = 20;
  limits.row_bytes = 60;
  try {
    const auto cells = cells_of(GetParam().text, limits);
    FAIL() << "read " << cells.size() << " rows";
  } catch (const TableError& error) {
    EXPECT_EQ(error.line(), GetParam().line) << error.what();
    EXPECT_THAT(error.what(), HasSubstr(GetParam().words));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Table, BadCsv,
    testing::Values(Bad{"OpenQuote", "a\nb,\"c\nd\n", 2, "never closed"},
                    Bad{"TextAfterQuote", "a\n\"b\"c\n", 2, "after a closing quote"},
                    Bad{"QuoteInside", "a\nb\nc\"d\n", 3, "quote inside"}, Bad{"Nul", "a\nb\0c\n"s, 2, "NUL"},
                    Bad{"NulQuoted", "a\n\"b\0\"\n"s, 2, "NUL"},
                    Bad{"LongField", "a\n" + std::string(21, 'x'), 2, "a field is over 20"},
                    Bad{"LongQuotedField", "a\n\"" + std::string(21, 'x') + "\"", 2, "a field is over 20"},
                    Bad{"LongRow", "aaaaaaaaaaaaaaaaaaaa,bbbbbbbbbbbbbbbbbbbb,cccccccccccccccccccc,d", 1,
                        "a row is over 60"},
                    Bad{"ManyColumns", "a,b,c,d,e\n", 1, "more than 4 columns"},
                    Bad{"ManyRows", "h\n1\n2\n3\n4\n", 5, "more than 3 rows"},
                    Bad{"BrokenUtf8", "编\n\xE7\xBC,x\n", 2, "not UTF-8"},
                    Bad{"Overlong", "编\n\xC0\xAF\n", 2, "not UTF-8"},
                    Bad{"Surrogate", "编\n\xED\xA0\x80\n", 2, "not UTF-8"},
                    Bad{"BomThenLatin", "\xEF\xBB\xBF"s + "caf\xE9\n", 1, "not UTF-8"},
                    Bad{"NoEncoding", "\xFF\xFF\xFF\xFF\n", 0, "neither UTF-8 nor GB18030"},
                    Bad{"Utf16",
                        "\xFF\xFE"
                        "a\0"s,
                        0, "UTF-16"},
                    Bad{"Gb18030Broken", "\xB1\xE0\n\xFF\n", 0, "begins as GB18030"},
                    Bad{"OldExcel", "\xD0\xCF\x11\xE0\xA1\xB1", 0, ".xls"}),
    [](const auto& tested) { return tested.param.name; });

TEST(Csv, NamesTheCellsThatASpreadsheetWouldRun) {
  TempFolder folder;
  const auto rows = read_rows(folder.write("a.csv", "=1+1,-116.74,+86 138-0000,@x,\"+cmd\",'=kept,-,a=b\n"));
  ASSERT_EQ(rows.size(), 1U);
  std::vector<std::size_t> columns;
  for (const auto& fault : rows[0].faults) columns.push_back(fault.column);
  EXPECT_THAT(columns, ElementsAre(0, 3, 4));
  EXPECT_EQ(rows[0].cells[5], "=kept");
}

TEST(Csv, SaysTheLineAQuotedRowBeginsAt) {
  TempFolder folder;
  const auto rows = read_rows(folder.write("a.csv", "a\r\n\"b\nc\"\r\nd\n"));
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[1].line, 2U);
  EXPECT_EQ(rows[2].line, 4U);
}

TEST(Csv, ReadsOverTheEndsOfItsPieces) {
  // 64 KiB pieces: quotes, CR LF and characters of three bytes fall on the seam at every offset.
  for (std::size_t shift = 0; shift < 8; ++shift) {
    std::string text = std::string(shift, 'x') + "\r\n";
    Cells expected;
    if (shift) expected.push_back({std::string(shift, 'x')});
    for (int i = 0; i < 20'000; ++i) {
      text += "\"庄\"\"" + std::to_string(i) + "\",b\r\n";
      expected.push_back({"庄\"" + std::to_string(i), "b"});
    }
    EXPECT_EQ(cells_of(text), expected) << shift;
  }
}

TEST(Csv, AMissingFileIsToldAsSuch) { EXPECT_THROW(read_rows("/no/such/file.csv"), TableError); }

TEST(Csv, AFileOverTheLimitIsRefusedUnread) {
  TempFolder folder;
  TableLimits limits;
  limits.file_bytes = 10;
  EXPECT_THROW(read_rows(folder.write("a.csv", "01234567890"), limits), TableError);
}

}  // namespace
}  // namespace town_test
