#include "server/exports/sheet.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "server/town/table.h"
#include "tests/support/storage_fixture.h"

namespace {

using models::ExportFormat;
using models::ExportProblem;

class SheetTest : public testing::Test {
 protected:
  exports::SheetPlan plan(ExportFormat format) {
    exports::SheetPlan plan;
    plan.file = folder_.path() / "list";
    plan.format = format;
    plan.columns = {"code", "latitude", "longitude", "words"};
    plan.most_bytes = 1'000'000;
    return plan;
  }
  std::string written(ExportFormat format, const std::vector<std::vector<std::string>>& rows) {
    const auto sheet = exports::open_sheet(plan(format));
    for (const auto& row : rows) {
      sheet->take(row);
      sheet->flush();
    }
    sheet->finish();
    std::ifstream file(folder_.path() / "list", std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    EXPECT_EQ(sheet->bytes(), static_cast<std::int64_t>(text.str().size()));
    return text.str();
  }
  template <class Work>
  static ExportProblem problem_of(const Work& work) {
    try {
      work();
    } catch (const exports::Refused& refused) {
      return refused.problem();
    }
    return ExportProblem::none;
  }
  support::TemporaryFolder folder_;
};

TEST_F(SheetTest, CsvRunsNothingInASpreadsheet) {
  const auto text = written(ExportFormat::csv, {{"=1+1", "", "", "a,b"},
                                                {"+8613800000142", "", "", "he said \"no\""},
                                                {"@x", "", "", "line\nbreak"},
                                                {"-2", "", "", "=HYPERLINK(\"x\",\"y\")"},
                                                {"'=x", "", "", "'quiet"}});
  EXPECT_EQ(text,
            "\xEF\xBB\xBF"
            "code,latitude,longitude,words\r\n"
            "'=1+1,,,\"a,b\"\r\n"
            "'+8613800000142,,,\"he said \"\"no\"\"\"\r\n"
            "'@x,,,\"line\nbreak\"\r\n"
            "'-2,,,\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"\r\n"
            "''=x,,,'quiet\r\n");
}

TEST_F(SheetTest, GeoJsonIsReadByAForeignParser) {
  const std::string odd = "„“ \"\\ \t\n\x01 灯";
  const auto json = nlohmann::json::parse(
      written(ExportFormat::geojson, {{"A", "39.8", "116.75", odd}, {"B", "", "", ""}}));
  EXPECT_EQ(json["type"], "FeatureCollection");
  ASSERT_EQ(json["features"].size(), 2U);
  const auto& first = json["features"][0];
  EXPECT_EQ(first["type"], "Feature");
  EXPECT_EQ(first["geometry"]["type"], "Point");
  EXPECT_EQ(first["geometry"]["coordinates"], nlohmann::json::array({116.75, 39.8}));
  EXPECT_EQ(first["properties"], (nlohmann::json{{"code", "A"}, {"words", odd}}));
  EXPECT_TRUE(json["features"][1]["geometry"].is_null());
  EXPECT_TRUE(nlohmann::json::parse(written(ExportFormat::geojson, {}))["features"].empty());
}

TEST_F(SheetTest, AWorkbookIsReadBack) {
  written(ExportFormat::xlsx, {{"=1+1", "1", "2", "灯"}, {"B", "", "", ""}});
  const auto table = town::open_table(folder_.path() / "list");
  town::TableRow row;
  ASSERT_TRUE(table->read(row));
  EXPECT_EQ(row.cells.at(0), "code");
  ASSERT_TRUE(table->read(row));
  EXPECT_EQ(row.cells.at(0), "=1+1") << "a text cell, which no spreadsheet runs";
  EXPECT_EQ(row.cells.at(3), "灯");
  ASSERT_TRUE(table->read(row));
  EXPECT_FALSE(table->read(row));
}

TEST_F(SheetTest, NobodyElseOnTheMachineReadsIt) {
  for (const auto format : {ExportFormat::csv, ExportFormat::xlsx, ExportFormat::geojson}) {
    written(format, {});
    struct stat status {};
    ASSERT_EQ(::stat((folder_.path() / "list").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u);
    std::filesystem::remove(folder_.path() / "list");
  }
}

TEST_F(SheetTest, ADiskWithoutRoomIsToldAsThat) {
  for (const auto format : {ExportFormat::csv, ExportFormat::geojson}) {
    auto full = plan(format);
    full.open = [](const std::filesystem::path&) { return ::open("/dev/full", O_WRONLY); };
    const auto sheet = exports::open_sheet(full);
    sheet->take({"A", "", "", ""});
    EXPECT_EQ(problem_of([&] { sheet->flush(); }), ExportProblem::disk_full);
  }
  auto nowhere = plan(ExportFormat::csv);
  nowhere.file = folder_.path() / "no" / "folder";
  EXPECT_EQ(problem_of([&] { exports::open_sheet(nowhere); }), ExportProblem::failed);
  nowhere.format = ExportFormat::xlsx;
  EXPECT_NE(problem_of([&] { exports::open_sheet(nowhere)->finish(); }), ExportProblem::none);
}

TEST_F(SheetTest, AFileThatGrowsTooLargeIsBrokenOff) {
  for (const auto format : {ExportFormat::csv, ExportFormat::xlsx, ExportFormat::geojson}) {
    auto small = plan(format);
    small.most_bytes = 500;
    const auto sheet = exports::open_sheet(small);
    const auto fill = [&] {
      for (int i = 0; i < 100; ++i) {
        sheet->take({"A", "", "", "twenty letters of it"});
        sheet->flush();
      }
    };
    EXPECT_EQ(problem_of(fill), ExportProblem::too_large) << static_cast<int>(format);
  }
}

}  // namespace
