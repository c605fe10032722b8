#include "server/town/workbook.h"

#include <gtest/gtest.h>

#include <fstream>

#include "server/town/table.h"
#include "tests/server/town/files.h"

TEST(Workbook, IsReadBackWithNumbersAsNumbersAndTextAsText) {
  const town_test::TempFolder folder;
  const auto file = folder.path() / "a.xlsx";
  const auto bytes = town::workbook_bytes(
      {{"合计 Total", {{"名称", "率 %"}, {"兴各庄", 92.5}, {"=1+1", 3.0}}}, {"口径", {{"指标"}, {"按期"}}}});
  std::ofstream(file, std::ios::binary) << bytes;
  const auto reader = town::open_table(file);
  std::vector<std::vector<std::string>> rows;
  for (town::TableRow row; reader->read(row);) rows.push_back(row.cells);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0], (std::vector<std::string>{"名称", "率 %"}));
  EXPECT_EQ(rows[1], (std::vector<std::string>{"兴各庄", "92.5"}));
  EXPECT_EQ(rows[2], (std::vector<std::string>{"=1+1", "3"}));
  // A formula would have been stored as <f>; text never is.
  EXPECT_EQ(bytes.find("<f>"), std::string::npos);
}

TEST(Workbook, ASheetWithAnImpossibleNameIsRefused) {
  EXPECT_THROW(town::workbook_bytes({{"a/b", {{"x"}}}}), town::TableError);
}
