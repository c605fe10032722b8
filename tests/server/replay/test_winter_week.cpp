#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "server/replay/codec_replay.h"
#include "server/replay/winter_week.h"

namespace {
using replay::Fate;
using replay::PlannedReport;
using replay::TownRegister;
using replay::WinterDay;

TownRegister lucheng() {
  TownRegister town;
  for (int village = 0; village < 20; ++village) {
    const std::string code = "1101121192" + std::to_string(10 + village);
    town.villages.push_back(code);
    for (int i = 0; i < 457; ++i)
      town.facilities.push_back(
          {"H-" + std::to_string(village) + "-" + std::to_string(i), "heater", code, ""});
    for (int i = 0; i < 200; ++i)
      town.facilities.push_back({"L-" + std::to_string(village) + "-" + std::to_string(i), "streetlight",
                                 code, "C-" + std::to_string(village) + "-" + std::to_string(i / 20)});
    for (int i = 0; i < 4; ++i)
      town.facilities.push_back(
          {"T-" + std::to_string(village) + "-" + std::to_string(i), "toilet", code, ""});
  }
  town.classes = {"heater", "streetlight", "toilet", "gas"};
  town.classes_by_circuit = {"streetlight"};
  const auto kind = [&](const char* code, const char* of, const char* skill, const char* refer_to,
                        bool danger) {
    town.kinds.push_back(
        {code, of, "名称", {"说法一", "说法二"}, skill, refer_to, danger, std::chrono::hours{1}});
  };
  kind("HP-01", "heater", "heating", "", true);
  kind("HP-02", "heater", "heating", "", true);
  kind("SL-01", "streetlight", "streetlight", "", false);
  kind("WC-01", "toilet", "plumbing", "", false);
  kind("GS-01", "gas", "gas_delivery", "", false);
  kind("GS-02", "gas", "gas_delivery", "119", true);
  return town;
}

std::vector<PlannedReport> week(std::uint64_t seed, const TownRegister& town) {
  replay::ReplayOptions options;
  options.winter_week = true;
  options.seed = seed;
  return replay::plan_winter_week(options, town, "run1").reports;
}

std::vector<PlannedReport> week(std::uint64_t seed) {
  static const TownRegister town = lucheng();
  return week(seed, town);
}

std::string text_of(const std::vector<PlannedReport>& reports) {
  std::string text;
  for (const auto& one : reports)
    text += std::to_string(one.at.count()) + " " + std::to_string(static_cast<int>(one.fate)) + " " +
            replay::write_report(one.report) + "\n";
  return text;
}

}  // namespace

TEST(WinterWeek, IsTheSameForTheSameSeed) {
  EXPECT_EQ(text_of(week(1)), text_of(week(1)));
  EXPECT_NE(text_of(week(1)), text_of(week(2)));
}

TEST(WinterWeek, HasOneBurstInTheMiddleOfTheCold) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    int bursts = 0;
    for (int day = 0; day < replay::winter_days; ++day) {
      if (replay::winter_day(seed, day) != WinterDay::burst) continue;
      ++bursts;
      EXPECT_EQ(replay::winter_day(seed, day - 1), WinterDay::cold);
    }
    EXPECT_EQ(bursts, 1) << "seed " << seed;
    const auto temperatures = replay::winter_temperatures(seed);
    ASSERT_EQ(temperatures.size(), 7u * 24u);
    EXPECT_LT(*std::min_element(temperatures.begin(), temperatures.end()), -12);
  }
}

TEST(WinterWeek, HeaterFaultsFollowTheCold) {
  std::map<WinterDay, std::pair<double, int>> faults;  // sum, days
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    std::map<int, int> by_day;
    for (const auto& one : week(seed))
      if (one.group == "heater" && !one.told_again)
        ++by_day[static_cast<int>(one.at / std::chrono::hours{24})];
    for (int day = 0; day < replay::winter_days; ++day) {
      auto& [sum, days] = faults[replay::winter_day(seed, day)];
      sum += by_day[day];
      ++days;
      EXPECT_LE(by_day[day], static_cast<int>(replay::largest_burst)) << "seed " << seed;
    }
  }
  const auto mean = [&](WinterDay day) { return faults[day].first / faults[day].second; };
  EXPECT_NEAR(mean(WinterDay::ordinary), 13, 2);
  EXPECT_NEAR(mean(WinterDay::cold), 60, 4);
  EXPECT_GT(mean(WinterDay::burst), 180);
}

TEST(WinterWeek, AboutOneReportInTenTellsWhatIsKnown) {
  std::size_t all = 0, again = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed)
    for (const auto& one : week(seed)) {
      ++all;
      again += one.told_again ? 1 : 0;
    }
  EXPECT_NEAR(static_cast<double>(again) / static_cast<double>(all), 0.1, 0.02);
}

TEST(WinterWeek, OnTheWorstDayPeopleWaitLongerForSomebodyToCome) {
  std::map<WinterDay, std::pair<double, int>> hours;  // sum, reports
  for (std::uint64_t seed = 1; seed <= 10; ++seed)
    for (const auto& one : week(seed)) {
      if (one.group != "heater" || one.told_again) continue;
      EXPECT_GT(one.takes, models::Duration{0});
      auto& [sum, count] = hours[replay::winter_day(seed, static_cast<int>(one.at / std::chrono::hours{24}))];
      sum += static_cast<double>(one.takes.count()) / 3600;
      ++count;
    }
  const auto mean = [&](WinterDay day) { return hours[day].first / hours[day].second; };
  EXPECT_LT(mean(WinterDay::ordinary), 3);
  EXPECT_GT(mean(WinterDay::burst), mean(WinterDay::ordinary) * 1.2);
}

TEST(WinterWeek, LampsAreReportedAtDusk) {
  int evening = 0, all = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed)
    for (const auto& one : week(seed)) {
      if (one.group != "streetlight") continue;
      ++all;
      const auto hour = one.at.count() / 3600 % 24;
      evening += hour >= 16 && hour <= 22 ? 1 : 0;
    }
  EXPECT_GT(evening * 10, all * 7);
}

TEST(WinterWeek, ReferredKindsAreHandedOverAndNothingElseIs) {
  std::set<std::string> referred, others;
  bool frail = false, danger = false;
  for (std::uint64_t seed = 1; seed <= 20; ++seed)
    for (const auto& one : week(seed)) {
      (one.fate == Fate::hand_over ? referred : others).insert(one.report.fault_kind);
      EXPECT_EQ(one.service, one.fate == Fate::hand_over ? "119" : "");
      frail = frail || one.report.frail_person;
      danger = danger || one.report.danger;
    }
  EXPECT_THAT(referred, testing::ElementsAre("GS-02"));
  EXPECT_THAT(others, testing::Not(testing::Contains("GS-02")));
  EXPECT_TRUE(frail);
  EXPECT_TRUE(danger);
}

TEST(WinterWeek, EveryReportSaysThatItIsSimulatedAndIsAboutAThingOfTheRegister) {
  const auto town = lucheng();
  std::set<std::string> codes;
  for (const auto& facility : town.facilities) codes.insert(facility.code);
  std::set<std::string> references;
  models::Duration before{0};
  for (const auto& one : week(3, town)) {
    EXPECT_THAT(one.report.description, testing::HasSubstr("simulated"));
    EXPECT_TRUE(codes.contains(one.report.facility_code) || !one.report.place.village_code.empty());
    EXPECT_TRUE(references.insert(one.report.external_reference).second);
    EXPECT_GE(one.at, before);
    before = one.at;
  }
}

TEST(WinterWeek, AnEmptyTownHasNothingToReport) {
  EXPECT_TRUE(week(1, TownRegister{}).empty());
  TownRegister only_toilets = lucheng();
  std::erase_if(only_toilets.kinds, [](const auto& kind) { return kind.facility_class != "toilet"; });
  for (const auto& one : week(1, only_toilets)) EXPECT_EQ(one.group, "toilet");
}
