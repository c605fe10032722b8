#include "server/town/xlsx_reader.h"

#include <gmock/gmock.h>

#include "server/town/table_writer.h"
#include "server/town/xlsx_styles.h"
#include "tests/server/town/files.h"

using testing::ElementsAre;
using testing::HasSubstr;
using town::TableError;
using town::TableLimits;

namespace town_test {
namespace {

using Cells = std::vector<std::vector<std::string>>;
using Parts = std::vector<std::pair<std::string, std::string>>;

Cells cells_of(const Parts& parts, const TableLimits& limits = {}) {
  TempFolder folder;
  write_zip(folder.path() / "a.xlsx", parts);
  Cells cells;
  for (const auto& row : read_rows(folder.path() / "a.xlsx", limits)) cells.push_back(row.cells);
  return cells;
}

void expect_refused(const Parts& parts, const std::string& words, const TableLimits& limits = {}) {
  try {
    const auto cells = cells_of(parts, limits);
    ADD_FAILURE() << "read " << cells.size() << " rows, expected: " << words;
  } catch (const TableError& error) {
    EXPECT_THAT(error.what(), HasSubstr(words));
  }
}

TEST(Xlsx, ReadsEveryKindOfCell) {
  const auto cells = cells_of(workbook(
      R"(<row r="1"><c r="A1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><r><t>a</t></r><r><t xml:space="preserve"> b</t></r></is></c></row>)"
      R"(<row r="4"><c r="A4"><v>110112119243</v></c><c r="B4"><v>39.901547</v></c><c r="C4"><v>1.5E+2</v></c><c r="D4" t="b"><v>1</v></c>)"
      R"(<c r="E4" t="str"><f>A1&amp;"x"</f><v>sum &lt;1&gt;</v></c><c r="F4" t="e"><v>#N/A</v></c><c r="G4" s="1"><v>46349</v></c><c r="H4" s="2"><v>46349.5</v></c></row>)",
      R"(<si><t>zero</t></si><si><t>编</t><rPh><t>bian</t></rPh><r><t>号</t></r></si>)",
      R"(<styleSheet><numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs></styleSheet>)"));
  EXPECT_THAT(cells, ElementsAre(ElementsAre("编号", "", "a b"),
                                 ElementsAre("110112119243", "39.901547", "150", "true", "sum <1>", "#N/A",
                                             "2026-11-23", "2026-11-23T12:00:00")));
}

TEST(Xlsx, NamesTheCellsThatHoldAFormula) {
  town_test::TempFolder folder;
  const auto file = folder.path() / "formula.xlsx";
  town_test::write_zip(
      file, workbook(R"(<row r="1"><c r="A1"><v>1</v></c><c r="C1" t="str"><f>1+1</f><v>2</v></c></row>)"));
  const auto rows = town_test::read_rows(file);
  ASSERT_EQ(rows.size(), 1U);
  ASSERT_EQ(rows[0].faults.size(), 1U);
  EXPECT_EQ(rows[0].faults[0].column, 2U);
  EXPECT_EQ(rows[0].faults[0].code, "formula");
}

TEST(Xlsx, ReadsPrefixedNamesCommentsAndCdata) {
  EXPECT_EQ(cells_of(workbook("<!-- <row> --><x:row r='1' note='a>b'><x:c t='inlineStr'><x:is><x:t>"
                              "<![CDATA[</row><row>]]></x:t></x:is></x:c></x:row><row r='2'/>")),
            (Cells{{"</row><row>"}}));
}

TEST(Xlsx, CellsWithoutReferenceFollowOneAnother) {
  EXPECT_EQ(cells_of(workbook("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>")),
            (Cells{{"1", "2"}, {"3"}}));
}

TEST(Xlsx, ATruncatedFileIsRefusedAtEveryLength) {
  TempFolder folder;
  const auto file = folder.path() / "a.xlsx";
  write_zip(file, workbook("<row r='1'><c r='A1'><v>1</v></c></row>", "<si><t>a</t></si>"));
  const auto whole = read_all(file);
  ASSERT_EQ(read_rows(file).size(), 1U);
  for (std::size_t length = 4; length + 1 < whole.size(); length += 7)
    EXPECT_THROW(read_rows(folder.write("b.xlsx", whole.substr(0, length))), TableError) << length;
}

TEST(Xlsx, ADamagedByteIsRefusedOrHarmless) {
  TempFolder folder;
  const auto file = folder.path() / "a.xlsx";
  write_zip(file, workbook("<row r='1'><c r='A1'><v>1</v></c></row>", "<si><t>a</t></si>"));
  const auto whole = read_all(file);
  std::size_t refused = 0;
  for (std::size_t at = 4; at < whole.size(); ++at) {
    auto damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x5A);
    try {
      read_rows(folder.write("b.xlsx", damaged));
    } catch (const TableError&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, whole.size() / 4);
}

TEST(Xlsx, AZipBombIsRefused) {
  TableLimits limits;
  limits.unpacked_bytes = 1024 * 1024;
  expect_refused(workbook("<row r='1'><c r='A1'><v>" + std::string(4 * 1024 * 1024, '1') + "</v></c></row>"),
                 "unpacks to more than", limits);
}

TEST(Xlsx, AZipBombThatLiesAboutItsSizeIsRefused) {
  TempFolder folder;
  const auto file = folder.path() / "a.xlsx";
  write_zip(file, workbook("<row r='1'><c r='A1'><v>1</v></c></row>" + std::string(3 * 1024 * 1024, ' ')));
  auto bytes = read_all(file);
  // The directory's entry of the sheet: its unpacked size, 24 bytes after the mark, is made small.
  const auto name = bytes.rfind("xl/worksheets/sheet1.xml");
  ASSERT_NE(name, std::string::npos);
  bytes.replace(name - 46 + 24, 4, std::string("\x10\x00\x00\x00", 4));
  TableLimits limits;
  limits.unpacked_bytes = 1024 * 1024;
  EXPECT_THROW(read_rows(folder.write("b.xlsx", bytes), limits), TableError);
}

TEST(Xlsx, TooManyPartsAreRefused) {
  auto parts = workbook("<row r='1'><c r='A1'><v>1</v></c></row>");
  for (int i = 0; i < 20; ++i) parts.emplace_back("x" + std::to_string(i), "");
  TableLimits limits;
  limits.entries = 20;
  expect_refused(parts, "too many parts", limits);
}

TEST(Xlsx, EntitiesAreNotTakenIn) {
  const std::string doctype = "<!DOCTYPE a [<!ENTITY b \"bbbbbbbb\">]>";
  auto in_sheet = workbook("<row r='1'><c r='A1'><v>1</v></c></row>");
  in_sheet[2].second.insert(0, doctype);
  expect_refused(in_sheet, "DOCTYPE");
  auto in_texts = workbook("<row r='1'><c r='A1' t='s'><v>0</v></c></row>", doctype + "<si><t>&b;</t></si>");
  expect_refused(in_texts, "DOCTYPE");
  auto in_book = workbook("<row r='1'><c r='A1'><v>1</v></c></row>");
  in_book[0].second.insert(0, doctype);
  expect_refused(in_book, "DOCTYPE");
}

TEST(Xlsx, LimitsHold) {
  TableLimits limits;
  limits.rows = 1;
  limits.columns = 3;
  limits.field_bytes = 10;
  const std::string row = "<row><c><v>1</v></c></row>";
  expect_refused(workbook(row + row + row), "more than 1 rows", limits);
  expect_refused(workbook("<row r='1'><c r='D1'><v>1</v></c></row>"), "more than 3 columns", limits);
  expect_refused(workbook("<row r='1'><c r='ZZZZZZZZZZZZ1'><v>1</v></c></row>"), "more than 3 columns",
                 limits);
  expect_refused(workbook("<row><c t='str'><v>12345678901</v></c></row>"), "over 10 bytes", limits);
  limits.text_bytes = 100;
  expect_refused(workbook(row, "<si><t>" + std::string(200, 'a') + "</t></si>"), "too much text", limits);
}

TEST(Xlsx, WhatIsNoWorkbookIsRefused) {
  expect_refused({{"a.txt", "hello"}}, "no .xlsx file");
  expect_refused(workbook("<row><c><v>1</v></row>"), "damaged");
  expect_refused(workbook("<row><c t='s'><v>7</v></c></row>"), "a text is missing");
  expect_refused(workbook("<row><c t='s'><v>-1</v></c></row>", "<si><t>a</t></si>"), "a text is missing");
  auto cut = workbook("<row><c><v>1</v></c>");
  cut[2].second.resize(cut[2].second.find("</sheetData>"));
  expect_refused(cut, "ends in the middle");
}

TEST(Xlsx, OurOwnFilesReadBack) {
  TempFolder folder;
  const auto file = folder.path() / "a.xlsx";
  const Cells rows{{"code", "=1+1", "'=x"}, {"兴各庄", "", "a\nb <&> \"c\""}, {"-5", "007", " x "}};
  const auto writer = town::open_xlsx_writer(file);
  for (const auto& row : rows) writer->write(row);
  writer->finish();
  Cells cells;
  for (const auto& row : read_rows(file)) cells.push_back(row.cells);
  EXPECT_EQ(cells, rows);
}

TEST(Xlsx, DatesAndNumbers) {
  EXPECT_EQ(town::date_of_serial(1, false), "1900-01-01");
  EXPECT_EQ(town::date_of_serial(61, false), "1900-03-01");
  EXPECT_EQ(town::date_of_serial(46349, false), "2026-11-23");
  EXPECT_EQ(town::date_of_serial(46349 - 1462, true), "2026-11-23");
  EXPECT_EQ(town::date_of_serial(0.75, false), "18:00:00");
  EXPECT_EQ(town::date_of_serial(46349.999999, false), "2026-11-24");
  EXPECT_EQ(town::date_of_serial(-1, false), "");
  EXPECT_EQ(town::date_of_serial(1e300, false), "");
  EXPECT_TRUE(town::is_date_format(14, ""));
  EXPECT_TRUE(town::is_date_format(165, "yyyy-mm-dd"));
  EXPECT_FALSE(town::is_date_format(165, "[Red]0.00\"days\""));
  EXPECT_FALSE(town::is_date_format(0, "General"));
  EXPECT_EQ(town::text_of_number("13800138000"), "13800138000");
  EXPECT_EQ(town::text_of_number("1.1011211924E11"), "110112119240");
  EXPECT_EQ(town::text_of_number("0.1"), "0.1");
  EXPECT_EQ(town::text_of_number("39.901547000000004"), "39.901547");
  EXPECT_EQ(town::text_of_number("-0"), "0");
  EXPECT_EQ(town::text_of_number("1e999"), "1e999");
  EXPECT_EQ(town::text_of_number("abc"), "abc");
}

}  // namespace
}  // namespace town_test
