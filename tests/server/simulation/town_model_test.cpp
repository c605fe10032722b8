#include "server/simulation/town_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <string>

#include "server/simulation/roster.h"

namespace {

using namespace simulation;

models::Time midnight(int year, unsigned month, unsigned day) {
  return models::Time{std::chrono::sys_days{std::chrono::year{year} / std::chrono::month{month} /
                                            std::chrono::day{day}}} -
         models::Duration{utc_offset};
}

Town& lucheng() {
  static Town town = [] {
    const auto files = town::read_town(std::string(SOURCE_DIR) + "/data/lucheng");
    town::TownFigures figures;
    figures.streetlights = 800;
    return make_town(files.value(), figures);
  }();
  return town;
}

constexpr Seconds minute = 60;

TEST(Sun, IsWhereTheAlmanacHasItOnTheSolstices) {
  const models::Position place{39.8, 116.7, ""};
  const auto summer = sun_times(midnight(2027, 6, 21) + std::chrono::hours{12}, place);
  EXPECT_NEAR(summer.sunrise, 4 * hour + 46 * minute, 4 * minute);
  EXPECT_NEAR(summer.sunset, 19 * hour + 46 * minute, 4 * minute);
  const auto winter = sun_times(midnight(2027, 12, 22) + std::chrono::hours{12}, place);
  EXPECT_NEAR(winter.sunrise, 7 * hour + 31 * minute, 4 * minute);
  EXPECT_NEAR(winter.sunset, 16 * hour + 53 * minute, 4 * minute);
}

TEST(Climate, IsBeijingsRoughly) {
  const auto hours = temperatures(Scenario::year, midnight(2026, 7, 1), 365, 1);
  ASSERT_EQ(hours.size(), 365U * 24);
  EXPECT_NEAR(std::accumulate(hours.begin(), hours.begin() + 31 * 24, 0.0) / (31 * 24), 26.5, 4);
  EXPECT_GT(*std::min_element(hours.begin(), hours.end()), -26);
  EXPECT_LT(*std::min_element(hours.begin(), hours.end()), -5);
  EXPECT_TRUE(heating_season(midnight(2026, 11, 1)));
  EXPECT_TRUE(heating_season(midnight(2027, 3, 31)));
  EXPECT_FALSE(heating_season(midnight(2027, 4, 1)));
}

TEST(World, HasTheYardsticksOfHeaterFaults) {
  double faults = 0, days = 0;
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    const auto world = make_world(lucheng(), {Scenario::year, midnight(2026, 10, 1), 190, seed});
    for (int day = 0; day < 190; ++day)
      if (heating_season(world.time(day * day_length + 12 * hour))) {
        faults += world.heaters_each_day[static_cast<std::size_t>(day)];
        ++days;
      }
  }
  EXPECT_EQ(days, 4 * 151);
  EXPECT_GT(faults / days, 9);
  EXPECT_LT(faults / days, 18);

  double cold = 0;
  for (std::uint64_t seed = 1; seed <= 5; ++seed)
    for (const int one :
         make_world(lucheng(), {Scenario::cold_snap, midnight(2027, 1, 4), 7, seed}).heaters_each_day)
      cold += one;
  EXPECT_NEAR(cold / 35, 60, 8);

  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const auto burst = make_world(lucheng(), {Scenario::burst, midnight(2027, 1, 4), 7, seed});
    EXPECT_NEAR(burst.heaters_each_day[2], 250, 35) << "seed " << seed;
  }
}

TEST(World, KeepsItsSharesAndTheTownsPolicies) {
  const auto world = make_world(lucheng(), {Scenario::year, midnight(2026, 10, 1), 120, 1});
  int merged = 0, frail = 0, heaters = 0;
  for (const auto& order : world.orders) {
    merged += order.repeats;
    const auto& kind = lucheng().kinds[static_cast<std::size_t>(order.kind)];
    EXPECT_TRUE(kind.refer_to.empty());
    EXPECT_FALSE(order.clocks.empty());
    EXPECT_GT(order.needs, 0);
    for (const auto& clock : order.clocks) EXPECT_GE(clock.due_at, world.time(order.received));
    if (kind.facility_class != "heater") continue;
    ++heaters;
    frail += order.frail_person;
  }
  EXPECT_NEAR(static_cast<double>(merged) / world.reports, 0.1, 0.02);
  EXPECT_NEAR(static_cast<double>(frail) / heaters, 0.12, 0.03);
  EXPECT_TRUE(
      std::is_sorted(world.orders.begin(), world.orders.end(),
                     [](const auto& one, const auto& other) { return one.received < other.received; }));
}

TEST(World, LampsAreReportedWhenItIsDark) {
  const auto world = make_world(lucheng(), {Scenario::ordinary, midnight(2027, 1, 4), 30, 3});
  int dark = 0, lamps = 0;
  for (const auto& order : world.orders) {
    if (lucheng().kinds[static_cast<std::size_t>(order.kind)].facility_class != "streetlight") continue;
    const int at = order.received % day_length / hour;
    ++lamps;
    dark += at >= 16 || at < 8;
  }
  EXPECT_GT(lamps, 300);
  EXPECT_EQ(dark, lamps);
}

TEST(World, IsTheSameForTheSameSeed) {
  const WorldOptions options{Scenario::burst, midnight(2027, 1, 4), 4, 7};
  const auto one = make_world(lucheng(), options), other = make_world(lucheng(), options);
  ASSERT_EQ(one.orders.size(), other.orders.size());
  for (std::size_t i = 0; i < one.orders.size(); ++i) {
    EXPECT_EQ(one.orders[i].received, other.orders[i].received);
    EXPECT_EQ(one.orders[i].needs, other.orders[i].needs);
    EXPECT_EQ(one.orders[i].site, other.orders[i].site);
  }
}

TEST(Roster, CoversTheClockAndKeepsTheOtherTrades) {
  const auto world = make_world(lucheng(), {Scenario::ordinary, midnight(2027, 1, 4), 3, 1});
  for (int technicians = 0; technicians <= 40; ++technicians) {
    const auto mix = usual_mix(technicians);
    EXPECT_EQ(mix.total(), technicians);
    EXPECT_LE(mix.on_call, mix.day);
  }
  const auto roster = make_roster(lucheng(), Trade::heating, usual_mix(12), world);
  int counted = 0, others = 0;
  for (const auto& person : roster.people) (person.counted ? counted : others) += 1;
  EXPECT_EQ(counted, 12);
  EXPECT_EQ(others, static_cast<int>(lucheng().crews.size()) - 4);  // heat-1 to heat-4
  for (const Seconds at : {3 * hour, 10 * hour, 20 * hour, day_length + 6 * hour}) {
    EXPECT_TRUE(std::any_of(roster.duties.begin(), roster.duties.end(), [&](const Duty& duty) {
      return roster.people[static_cast<std::size_t>(duty.person)].counted && duty.from <= at && at < duty.to;
    })) << at;
  }
}

}  // namespace
