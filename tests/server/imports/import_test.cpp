// Files into registers: whole or nothing, every bad row by name, cancel, and what is left after a crash.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <thread>

#include "dispatch/masking.h"
#include "models/field_work.h"
#include "server/imports/codec_geojson.h"
#include "server/imports/runner.h"
#include "server/town/workbook.h"
#include "tests/support/small_town.h"
#include "tests/support/storage_fixture.h"

namespace {

using models::Import;
using models::ImportRegister;
using models::ImportState;
using testing::ElementsAre;

class ImportTest : public testing::Test {
 protected:
  ImportTest() : database_(support::open_storage(folder_.path() / "data")) {
    database_->write_now([this](models::Transaction& tx) {
      town_ = support::build_small_town(tx);
      return true;
    });
    options_.folder = folder_.path() / "imports";
    options_.clock = [this] { return now_; };
    options_.look_every = std::chrono::milliseconds{20};
    options_.on_error = [this](const std::string&, const std::string& what) { said_ += what + "\n"; };
    runner_ = std::make_unique<imports::Runner>(*database_, options_);
  }

  models::ImportId send(ImportRegister into, const std::string& bytes, bool dry_run = false,
                        bool skip_bad = false) {
    Import one;
    one.account = town_.supervisor.account;
    one.into = into;
    one.format = imports::format_of(bytes);
    one.dry_run = dry_run;
    one.skip_bad = skip_bad;
    one.bytes = static_cast<std::int64_t>(bytes.size());
    one.made_at = now_;
    database_->write_now([&](models::Transaction& tx) {
      one.id = tx.imports().insert(one);
      return true;
    });
    EXPECT_TRUE(runner_->add(one.id, bytes));
    return one.id;
  }
  Import read(models::ImportId id) {
    std::optional<Import> found;
    database_->read_now([&](models::Transaction& tx) { found = tx.imports().find(id); });
    return found.value();
  }
  Import take(ImportRegister into, const std::string& bytes, bool dry_run = false, bool skip_bad = false) {
    const auto id = send(into, bytes, dry_run, skip_bad);
    runner_->start();
    for (int i = 0; i < 3000 && !read(id).ended(); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds{20});
    return read(id);
  }
  std::int64_t facilities() {
    std::int64_t count = 0;
    database_->read_now([&](models::Transaction& tx) { count = tx.facilities().count(""); });
    return count;
  }
  template <class Read>
  auto look(Read read) {
    decltype(read(std::declval<models::Transaction&>())) found;
    database_->read_now([&](models::Transaction& tx) { found = read(tx); });
    return found;
  }
  static std::vector<std::string> faults_of(const Import& one) {
    std::vector<std::string> all;
    for (const auto& fault : one.faults)
      all.push_back(std::to_string(fault.line) + " " + fault.column + " " + fault.code);
    return all;
  }
  /// Lamps of one circuit; `wrong` says what stands on certain lines instead.
  static std::string lamps(int count, const std::map<int, std::string>& wrong = {}) {
    std::string table = "code,class,name,village,circuit,owner,keeper,duty,manner,funds\r\n";
    for (int i = 1; i <= count; ++i) {
      const auto other = wrong.find(i + 1);
      table += other != wrong.end()
                   ? other->second
                   : "IM-" + std::to_string(i) + ",streetlight,路灯," + support::SmallTown::village_a +
                         ",IM-01,村委会,村委会,日常管护,自管,村集体\r\n";
    }
    return table;
  }

  support::TemporaryFolder folder_;
  std::unique_ptr<storage::Database> database_;
  support::SmallTown town_;
  models::Time now_ = models::from_unix(1'795'000'000);
  imports::Options options_;
  std::string said_;
  std::unique_ptr<imports::Runner> runner_;
};

TEST_F(ImportTest, AHundredThousandRowsWithThreeBadOnesNameAllThreeAndWriteNothing) {
  const auto before = facilities();
  const auto one =
      take(ImportRegister::facilities,
           lamps(100'000, {{2, "IM-1,streetlight,路灯,999999999999,,村,村,村,村,村\r\n"},
                           {50'000, "IM-2,streetlight,路灯," + std::string(support::SmallTown::village_a) +
                                        ",,村,村,,村,村\r\n"},
                           {100'001, "=1+1,streetlight,路灯," + std::string(support::SmallTown::village_a) +
                                         ",,村,村,村,村,村\r\n"}}));
  EXPECT_EQ(one.state, ImportState::refused) << said_;
  EXPECT_EQ(one.rows, 100'000);
  EXPECT_EQ(one.bad, 3);
  // IM-2 stands on line 3 as well.
  EXPECT_THAT(faults_of(one), ElementsAre("2 village unknown", "50000 code twice", "50000 duty required",
                                          "100001 code formula", "100001 code bad_format"));
  EXPECT_EQ(facilities(), before);
  EXPECT_TRUE(std::filesystem::is_empty(options_.folder)) << "the file is gone";
}

TEST_F(ImportTest, ADryRunSaysWhatWouldBeAndTheImportDoesIt) {
  const auto before = facilities();
  const auto tried = take(ImportRegister::facilities, lamps(700), true);
  EXPECT_EQ(tried.state, ImportState::done);
  EXPECT_EQ(std::tuple(tried.made, tried.changed, tried.same), std::tuple(700, 0, 0));
  EXPECT_EQ(facilities(), before);
  const auto taken = take(ImportRegister::facilities, lamps(700));
  EXPECT_EQ(std::tuple(taken.state, taken.made), std::tuple(ImportState::done, 700));
  EXPECT_EQ(facilities(), before + 700);
  const auto again =
      take(ImportRegister::facilities,
           lamps(700, {{5, "IM-4,streetlight,高杆灯," + std::string(support::SmallTown::village_a) +
                               ",IM-01,村委会,村委会,日常管护,自管,村集体\r\n"}}));
  EXPECT_EQ(std::tuple(again.made, again.changed, again.same), std::tuple(0, 1, 699));
  EXPECT_EQ(look([](models::Transaction& tx) { return tx.facilities().find_by_code("IM-4")->name; }),
            "高杆灯");
  EXPECT_EQ(runner_->figures().done, 3U);
}

TEST_F(ImportTest, GoodRowsAreTakenAloneWhenThatIsWanted) {
  const auto before = facilities();
  const auto one =
      take(ImportRegister::facilities, lamps(20, {{7, "IM-6,spaceship,,,,,,,,\r\n"}}), false, true);
  EXPECT_EQ(one.state, ImportState::done);
  EXPECT_EQ(one.bad, 1);
  EXPECT_EQ(facilities(), before + 19);
}

TEST_F(ImportTest, WrongHeadingsAndUnreadableFilesAreRefusedByName) {
  EXPECT_THAT(faults_of(take(ImportRegister::villages, "name,colour\r\n兴各庄,red\r\n")),
              ElementsAre("1 colour unknown", "1 code required"));
  EXPECT_THAT(faults_of(take(ImportRegister::villages, "code,name\r\n\"110112119243,x\r\n")),
              ElementsAre("2  unreadable"));
  EXPECT_THAT(faults_of(take(ImportRegister::villages, "PK\x03\x04 and then nothing")),
              ElementsAre("0  unreadable"));
  EXPECT_THAT(faults_of(take(ImportRegister::villages, "{\"type\":\"FeatureCollection\",\"features\":[{")),
              ElementsAre("1  unreadable"));
  EXPECT_THAT(faults_of(take(ImportRegister::villages, "\r\n\r\n")), ElementsAre("0  required"));
}

TEST_F(ImportTest, VillagesComeFromAMap) {
  const std::string map = R"({"type":"FeatureCollection","name":"features","features":[
{"type":"Feature","geometry":{"type":"Point","coordinates":[116.7418,39.9015]},"properties":{"code":"110112119299","name":"新村","official_name":"新村村委会","in_care":true}},
{"type":"Feature","geometry":null,"properties":{"code":"110112119298","name":"旧村 \"东\"","official_name":"旧村村委会","initials":"jc"}}
]})";
  const auto one = take(ImportRegister::villages, map);
  EXPECT_EQ(one.state, ImportState::done) << faults_of(one).size();
  EXPECT_EQ(one.made, 2);
  const auto fresh = look([](models::Transaction& tx) { return tx.villages().find("110112119299"); });
  ASSERT_TRUE(fresh && fresh->position);
  EXPECT_DOUBLE_EQ(fresh->position->latitude, 39.9015);
  EXPECT_TRUE(fresh->in_care);
  EXPECT_EQ(look([](models::Transaction& tx) { return tx.villages().find("110112119298")->name; }),
            "旧村 \"东\"");

  const std::string line = R"({"type":"FeatureCollection","features":[
{"type":"Feature","geometry":{"type":"LineString","coordinates":[[1,2],[3,4]]},"properties":{"code":"12","name":["x"]}}]})";
  EXPECT_THAT(faults_of(take(ImportRegister::villages, line)),
              ElementsAre("2 name bad_format", "2 longitude bad_format", "2 code bad_format",
                          "2 name required", "2 official_name required"));
}

TEST_F(ImportTest, AWorkbookIsATableToo) {
  const auto book = town::workbook_bytes(
      {{"villages",
        {{"code", "name", "official_name"}, {"110112119299", "新村", "新村村委会"}, {"12", "x", "y"}}}});
  EXPECT_THAT(faults_of(take(ImportRegister::villages, book)), ElementsAre("3 code bad_format"));
}

TEST_F(ImportTest, CrewsPartsAndStock) {
  const auto crews = take(ImportRegister::crews,
                          "code,name_zh,name_en,skills,villages,on_call,capacity\r\n"
                          "new-1,新班,New crew,heating;water,,yes,7\r\n"
                          "new-2,又一班,Another,,no-such,maybe,1001\r\n",
                          false, true);
  EXPECT_EQ(crews.state, ImportState::done);
  EXPECT_THAT(faults_of(crews), ElementsAre("3 on_call not_allowed", "3 skills required",
                                            "3 villages unknown", "3 capacity out_of_range"));
  const auto crew = look([](models::Transaction& tx) { return tx.crews().find_by_code("new-1"); });
  ASSERT_TRUE(crew);
  EXPECT_THAT(crew->skills, ElementsAre("heating", "water"));
  EXPECT_EQ(crew->capacity, 7);

  const auto parts = take(ImportRegister::parts,
                          "code,class,name_zh,name_en,unit,cents,usual\r\n"
                          "im-pump,heater,循环泵,Pump,个,12000,2\r\n");
  EXPECT_EQ(parts.state, ImportState::done) << faults_of(parts).size();
  const auto stock = take(ImportRegister::stock, "crew,part,quantity\r\nnew-1,im-pump,3\r\n");
  EXPECT_EQ(std::tuple(stock.state, stock.made), std::tuple(ImportState::done, 1));
  EXPECT_EQ(look([&](models::Transaction& tx) { return tx.field_work().in_stock(crew->id, "im-pump"); }), 3);
  const auto bad = take(ImportRegister::stock, "班组,配件,数量\r\nnew-1,im-pump,-1\r\nnobody,nothing,\r\n");
  EXPECT_THAT(faults_of(bad), ElementsAre("2 quantity out_of_range", "3 crew unknown", "3 part unknown",
                                          "3 quantity required"));
}

TEST_F(ImportTest, WhatIsMaskedStandsForWhatIsKept) {
  database_->write_now([this](models::Transaction& tx) {
    auto heater = *tx.facilities().find(town_.heater);
    heater.name = "兴各庄 12号 王秀兰家";
    heater.household = "王秀兰";
    heater.phone = "13812345678";
    heater.address = "东街12号";
    tx.facilities().update(heater);
    return true;
  });
  const auto known = look([this](models::Transaction& tx) { return tx.facilities().find(town_.heater); });
  ASSERT_TRUE(known);
  const auto masked = dispatch::masked(*known);
  const auto one = take(ImportRegister::facilities,
                        "code,name,household,phone,address,active\r\n" + known->code + "," + masked.name +
                            "," + masked.household + "," + masked.phone + "," + masked.address + ",no\r\n");
  EXPECT_EQ(std::tuple(one.state, one.changed), std::tuple(ImportState::done, 1));
  const auto now = look([&](models::Transaction& tx) { return tx.facilities().find_by_code(known->code); });
  EXPECT_EQ(now->household, known->household);
  EXPECT_EQ(now->phone, known->phone);
  EXPECT_EQ(now->name, known->name);
  EXPECT_EQ(now->address, known->address);
  EXPECT_FALSE(now->active);
  EXPECT_THAT(faults_of(take(ImportRegister::facilities, "code,household\r\n" + known->code + ",李**\r\n")),
              ElementsAre("2 household masked"));
}

TEST_F(ImportTest, CancelledUnderWayWritesNothing) {
  const auto before = facilities();
  const auto id = send(ImportRegister::facilities, lamps(60'000));
  runner_->start();
  for (int i = 0; i < 3000 && runner_->progress(id).value_or(0) == 0; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  runner_->cancel(id);
  for (int i = 0; i < 3000 && !read(id).ended(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  EXPECT_EQ(read(id).state, ImportState::cancelled);
  EXPECT_EQ(facilities(), before);
}

TEST_F(ImportTest, AStopInterruptsAndAFormerLifeIsWrittenOff) {
  const auto before = facilities();
  const auto id = send(ImportRegister::facilities, lamps(60'000));
  runner_->start();
  for (int i = 0; i < 3000 && runner_->progress(id).value_or(0) == 0; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  runner_->stop();
  EXPECT_EQ(read(id).state, ImportState::failed);
  EXPECT_EQ(read(id).problem, models::ImportProblem::interrupted);
  EXPECT_EQ(facilities(), before);

  const auto lost = send(ImportRegister::facilities, lamps(10));  // waits, and the program dies
  runner_ = std::make_unique<imports::Runner>(*database_, options_);
  runner_->start();
  EXPECT_EQ(read(lost).problem, models::ImportProblem::interrupted);
  EXPECT_TRUE(std::filesystem::is_empty(options_.folder));
  now_ += options_.limits.kept + std::chrono::hours{1};
  runner_->stop();
  runner_->start();
  EXPECT_FALSE(look([&](models::Transaction& tx) { return tx.imports().find(lost).has_value(); }));
}

}  // namespace
