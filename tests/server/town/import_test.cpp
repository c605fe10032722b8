#include <gmock/gmock.h>

#include <map>
#include <sstream>

#include "server/storage/database.h"
#include "server/town/codec_class.h"
#include "server/town/facility_export.h"
#include "server/town/facility_import.h"
#include "server/town/load.h"
#include "server/town/register_import.h"
#include "tests/server/town/files.h"
#include "tests/support/storage_fixture.h"

using testing::ElementsAre;
using testing::HasSubstr;

namespace town_test {
namespace {

const auto program = models::Actor::program();
const std::string duties_header = ",owner,keeper,duty,manner,funds";
const std::string duties_cells = ",村委会,管护中心,维修,统一,镇级";

/// A database in a file with the town's villages, classes and crews, and no facility.
class Import : public testing::Test {
 protected:
  void SetUp() override {
    database = support::open_storage(folder.path());
    database->write_now(
        [](models::Transaction& tx) { return town::load_town(data_folder(), tx).has_value(); });
  }

  town::ImportResult import(const std::string& text, bool dry_run = false) {
    return town::import_facilities(*database, program, folder.write("in.csv", text), dry_run);
  }

  std::int64_t count() {
    std::int64_t result = 0;
    database->read_now([&](models::Transaction& tx) { result = tx.facilities().count(""); });
    return result;
  }

  models::Facility facility(const std::string& code) {
    std::optional<models::Facility> found;
    database->read_now([&](models::Transaction& tx) { found = tx.facilities().find_by_code(code); });
    return found.value();
  }

  static std::map<std::size_t, std::set<std::string>> wrong(const town::ImportResult& result) {
    std::map<std::size_t, std::set<std::string>> lines;
    for (const auto& item : result.errors) lines[item.line].insert(item.error.field + " " + item.error.code);
    return lines;
  }

  std::string exported() {
    std::ostringstream stream;
    database->read_now(
        [&](models::Transaction& tx) { town::export_facilities(tx, {}, *town::open_csv_writer(stream)); });
    return stream.str();
  }

  TempFolder folder;
  std::unique_ptr<storage::Database> database;
};

TEST_F(Import, TakesEnglishAndChineseHeadings) {
  const auto english =
      import("code,class,name,village,latitude,longitude,attributes.brand,household" + duties_header +
             "\nHP-1,heater,甲,兴各庄,39.9,116.8,示例,王秀兰" + duties_cells + "\n");
  ASSERT_TRUE(english.good()) << english.errors.at(0).error.detail;
  const auto chinese = import(
      "编号,类别,名称,村,纬度,经度,品牌,产权归属,管护主体,管护责任,管护方式,管护经费来源\n"
      "HP-2,煤改电取暖机,乙,110112119243,39.9,116.8,示例" +
      duties_cells + "\n");
  ASSERT_TRUE(chinese.good()) << chinese.errors.at(0).error.detail;
  for (const auto* code : {"HP-1", "HP-2"}) {
    const auto stored = facility(code);
    EXPECT_EQ(stored.facility_class, "heater");
    EXPECT_EQ(stored.village_code, "110112119243");
    EXPECT_EQ(stored.attributes.at("brand"), "示例");
    EXPECT_EQ(stored.position->source, "import");
    EXPECT_EQ(stored.duties.funds, "镇级");
  }
  EXPECT_THAT(facility("HP-1").search_text, HasSubstr("wxl"));
}

TEST_F(Import, TellsEveryBadRowAndChangesNothing) {
  const auto result =
      import("code,class,name,village,latitude,longitude,phone,attributes.power_kw,attributes.grade,active" +
             duties_header + "\nHP-1,heater,good,兴各庄,39.9,116.8,010-5551-0001,3.1,," + duties_cells +
             "\nHP 2,heater,a,兴各庄,,,,,," + duties_cells + "\nHP-3,balloon,a,兴各庄,,,,,," + duties_cells +
             "\nHP-4,heater,a,巴黎,95,abc,call me,much,," + duties_cells +
             "\nHP-1,heater,twice,兴各庄,,,,,," + duties_cells +
             "\nHP-5,heater,a,兴各庄,39.9,,,,二类,perhaps,,管护中心,维修,统一,镇级\n,heater,a,兴各庄,,,,,," +
             duties_cells + "\nHP-6,heater,a,兴各庄,95,116,,,," + duties_cells + "\n");
  EXPECT_EQ(result.rows, 8U);
  EXPECT_FALSE(result.written);
  EXPECT_EQ(
      wrong(result),
      (std::map<std::size_t, std::set<std::string>>{
          {3, {"code bad_format"}},
          {4, {"class unknown"}},
          {5,
           {"village unknown", "longitude bad_format", "phone bad_format", "attributes.power_kw bad_format"}},
          {6, {"code not_allowed"}},
          {7, {"longitude bad_format", "attributes.grade unknown", "active not_allowed", "owner required"}},
          {8, {"code required"}},
          {9, {"latitude out_of_range"}}}));
  for (const auto& item : result.errors) EXPECT_FALSE(item.error.detail.empty());
  EXPECT_EQ(count(), 0);
}

TEST_F(Import, WrongHeadingsAreToldByName) {
  EXPECT_EQ(wrong(import("code,colour,code\nHP-1,red,x\n")),
            (std::map<std::size_t, std::set<std::string>>{{1, {"colour unknown", "code not_allowed"}}}));
  EXPECT_EQ(wrong(import("class\nheater\n")),
            (std::map<std::size_t, std::set<std::string>>{{1, {"code required"}}}));
  EXPECT_EQ(wrong(import("")), (std::map<std::size_t, std::set<std::string>>{{0, {" required"}}}));
  EXPECT_EQ(wrong(import("code,class\n\"HP-1,heater\n")),
            (std::map<std::size_t, std::set<std::string>>{{2, {" bad_format"}}}));
}

TEST_F(Import, ADryRunSaysTheSameAndChangesNothing) {
  const auto text =
      "code,class,name,village" + duties_header + "\nHP-1,heater,甲,兴各庄" + duties_cells + "\n";
  const auto dry = import(text, true);
  EXPECT_EQ(dry.inserted, 1U);
  EXPECT_FALSE(dry.written);
  EXPECT_EQ(count(), 0);
  const auto real = import(text);
  EXPECT_EQ(real.inserted, 1U);
  EXPECT_TRUE(real.written);
  EXPECT_EQ(count(), 1);
}

TEST_F(Import, ASecondTimeChangesNothing) {
  const auto text = "code,class,name,village,latitude,longitude,attributes.brand" + duties_header +
                    "\nHP-1,heater,甲,兴各庄,39.9,116.8,示例" + duties_cells + "\n";
  ASSERT_TRUE(import(text).good());
  const auto again = import(text);
  EXPECT_EQ(again.unchanged, 1U);
  EXPECT_EQ(again.inserted + again.updated, 0U);
  EXPECT_EQ(facility("HP-1").version, 1);
}

TEST_F(Import, AKnownCodeIsChangedAndWhatHasNoColumnStays) {
  ASSERT_TRUE(import("code,class,name,village,latitude,longitude,position_source,phone,attributes.brand,"
                     "attributes.model" +
                     duties_header + "\nHP-1,heater,甲,兴各庄,39.9,116.8,inspection,010-5551-0001,示例,M" +
                     duties_cells + "\n")
                  .good());
  const auto result = import("code,phone,attributes.model\nHP-1,,M2\n");
  ASSERT_TRUE(result.good()) << result.errors.at(0).error.detail;
  EXPECT_EQ(result.updated, 1U);
  const auto stored = facility("HP-1");
  EXPECT_EQ(stored.version, 2);
  EXPECT_EQ(stored.name, "甲");
  EXPECT_EQ(stored.phone, "");
  EXPECT_EQ(stored.attributes, (std::map<std::string, std::string>{{"brand", "示例"}, {"model", "M2"}}));
  EXPECT_EQ(stored.position->source, "inspection");
  // The same place keeps its source, a new one does not.
  ASSERT_TRUE(import("code,latitude,longitude\nHP-1,39.9,116.8\n").good());
  EXPECT_EQ(facility("HP-1").position->source, "inspection");
  ASSERT_TRUE(import("code,latitude,longitude\nHP-1,39.91,116.8\n").good());
  EXPECT_EQ(facility("HP-1").position->source, "import");
  ASSERT_TRUE(import("code,latitude,longitude,active\nHP-1,,,no\n").good());
  EXPECT_FALSE(facility("HP-1").position);
  EXPECT_FALSE(facility("HP-1").active);
  EXPECT_EQ(wrong(import("code,class\nHP-1,toilet\n")).at(2).count("class mismatch"), 1U);
}

TEST_F(Import, OneWhoMayNotIsRefused) {
  const auto file = folder.write(
      "in.csv", "code,class,name,village" + duties_header + "\nHP-1,heater,甲,兴各庄" + duties_cells + "\n");
  models::Actor actor{models::AccountId{5}, models::Role::operator_, "x", {}};
  EXPECT_EQ(wrong(town::import_facilities(*database, actor, file, false)),
            (std::map<std::size_t, std::set<std::string>>{{0, {" not_allowed"}}}));
  EXPECT_EQ(count(), 0);
}

TEST_F(Import, WhatIsExportedReadsBackTheSame) {
  const std::string awkward = "\"say \"\"hi\"\", 甲\"";
  ASSERT_TRUE(
      import(
          "code,class,name,village,address,latitude,longitude,circuit,household,phone,attributes.pole_number,"
          "attributes.brand,attributes.grade,active" +
          duties_header + "\nSL-1,streetlight," + awkward +
          ",兴各庄,=1+1,39.123456,116.654321,C-1,,,A-041,,,yes" + duties_cells +
          "\nHP-1,heater,@x,小豆各庄,'-2,,,,王秀兰,+86 010-5551-0001,,示例,,no" + duties_cells +
          "\nWC-1,toilet,公厕,太子府,,,,,,,,,二类,yes" + duties_cells + "\n")
          .good());
  EXPECT_EQ(facility("HP-1").address, "-2");
  const auto first = exported();
  EXPECT_THAT(first, HasSubstr(",'=1+1,"));
  EXPECT_THAT(first, HasSubstr(",'+86 010-5551-0001,"));
  const auto again = import(first);
  EXPECT_EQ(again.unchanged, 3U) << (again.good() ? "" : again.errors[0].error.detail);

  // Into an empty register, through both formats.
  for (const bool xlsx : {false, true}) {
    TempFolder other;
    auto copy = support::open_storage(other.path());
    copy->write_now([](models::Transaction& tx) { return town::load_town(data_folder(), tx).has_value(); });
    auto file = other.write("out.csv", first);
    if (xlsx) {
      file = other.path() / "out.xlsx";
      database->read_now([&](models::Transaction& tx) {
        EXPECT_EQ(town::export_facilities(tx, {}, *town::open_xlsx_writer(file)), 3U);
      });
    }
    const auto result = town::import_facilities(*copy, program, file, false);
    EXPECT_EQ(result.inserted, 3U) << (result.good() ? "" : result.errors[0].error.detail);
    std::ostringstream second;
    copy->read_now(
        [&](models::Transaction& tx) { town::export_facilities(tx, {}, *town::open_csv_writer(second)); });
    EXPECT_EQ(second.str(), first) << xlsx;
  }
}

TEST_F(Import, AnExportOfOneClassHasOnlyItsAttributes) {
  std::ostringstream stream;
  models::FacilityQuery query;
  query.facility_class = "toilet";
  database->read_now([&](models::Transaction& tx) {
    EXPECT_EQ(town::export_facilities(tx, query, *town::open_csv_writer(stream)), 0U);
  });
  EXPECT_THAT(stream.str(), HasSubstr("attributes.stalls"));
  EXPECT_EQ(stream.str().find("attributes.brand"), std::string::npos);
}

TEST_F(Import, AFifthClassIsAFile) {
  const auto file = folder.write("fountain.json", R"({
    "class": {"code": "fountain", "name": {"zh": "喷泉", "en": "Fountain"}, "icon": "⛲", "merges_by_circuit": false,
              "attributes": [{"code": "jets", "name": {"zh": "喷头数", "en": "Jets"}, "type": "number", "required": true}]},
    "fault_kinds": [{"code": "FT-01", "name": {"zh": "不出水", "en": "Dry"}, "wording": ["没水"], "policy": "FT-P2",
                     "skill": "plumbing", "estimate": "PT1H"}],
    "policies": [{"code": "FT-P2", "severity": "normal", "name": {"zh": "一般", "en": "Normal"},
                  "limits": {"resolve": {"duration": "P2D", "calendar": "24x7"}}, "danger_policy": "WC-P0"}]})");
  const std::string table = "code,class,name,village,喷头数" + duties_header +
                            "\nFT-1,喷泉,广场喷泉,兴各庄,12" + duties_cells + "\n";
  EXPECT_FALSE(import(table).good());
  ASSERT_TRUE(town::import_class(*database, program, file, true));
  EXPECT_FALSE(import(table).good()) << "a dry run must change nothing";
  const auto saved = town::import_class(*database, program, file, false);
  ASSERT_TRUE(saved) << saved.error().detail;
  const auto result = import(table);
  ASSERT_TRUE(result.good()) << result.errors.at(0).error.detail;
  EXPECT_EQ(facility("FT-1").attributes.at("jets"), "12");
  EXPECT_EQ(wrong(import("code,class,name,village,attributes.jets" + duties_header +
                         "\nFT-2,fountain,b,兴各庄," + duties_cells + "\n")),
            (std::map<std::size_t, std::set<std::string>>{{2, {"attributes.jets required"}}}));
  EXPECT_THAT(exported(), HasSubstr("attributes.jets"));
}

TEST_F(Import, VillagesAndCrewsComeFromFilesToo) {
  const auto villages = folder.write("v.csv", "code,name,in_care\n110112119299,新村,yes\n");
  ASSERT_TRUE(town::import_villages(*database, program, villages, false));
  const auto crews =
      folder.write("c.json", R"({"crews": [{"code": "heat-9", "name": {"zh": "九", "en": "Nine"},
      "skills": ["heating"], "villages": ["110112119299"]}]})");
  const auto saved = town::import_crews(*database, program, crews, false);
  ASSERT_TRUE(saved) << saved.error().detail;
  EXPECT_EQ(*saved, 1U);
  database->read_now([&](models::Transaction& tx) {
    EXPECT_EQ(tx.villages().find("110112119299")->initials, "xc");
    EXPECT_TRUE(tx.crews().find_by_code("heat-9"));
  });
  const auto wrong_file =
      folder.write("w.json", R"({"crews": [{"code": "heat-8", "name": {"zh": "八", "en": "Eight"},
      "skills": ["heating"]}, {"code": "heat-7", "name": {"zh": "七", "en": "Seven"}, "skills": ["heating"],
      "villages": ["000000000000"]}]})");
  EXPECT_FALSE(town::import_crews(*database, program, wrong_file, false));
  database->read_now(
      [&](models::Transaction& tx) { EXPECT_FALSE(tx.crews().find_by_code("heat-8")) << "all or nothing"; });
  EXPECT_FALSE(town::import_villages(*database, program, folder.path() / "none.csv", false));
}

TEST_F(Import, ManyErrorsAreCountedAndTheFirstListed) {
  std::string text = "code,class\n";
  const std::size_t rows = town::most_import_errors / 6 + 1000;
  for (std::size_t i = 0; i < rows; ++i) text += "A-" + std::to_string(i) + ",balloon\n";
  const auto result = import(text);
  EXPECT_EQ(result.rows, rows);
  EXPECT_EQ(result.errors.size(), town::most_import_errors);
  EXPECT_GT(result.error_count, town::most_import_errors);
}

}  // namespace
}  // namespace town_test
