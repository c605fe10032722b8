#include "dispatch/patterns.h"

#include <gtest/gtest.h>

#include "dispatch/five_haves.h"

namespace dispatch {
namespace {

using models::CrewId;
using models::Duration;
using models::FacilityId;
using std::chrono::hours;

constexpr int town = 8 * 3600;

/// Hours after midnight of Monday 23 November 2026 in the town.
models::Time at(double hour) {
  return models::from_unix(1'795'363'200 + static_cast<std::int64_t>(hour * 3600));
}

PatternOrder order(int id, double received, std::int64_t crew = 1) {
  PatternOrder one;
  one.id = models::WorkOrderId{id};
  one.village_code = "A";
  one.facility_class = "heater";
  one.crew = CrewId{crew};
  one.received_at = at(received);
  return one;
}

models::Crew crew(std::int64_t id, std::vector<std::string> skills = {"heating"}) {
  models::Crew one;
  one.id = CrewId{id};
  one.skills = std::move(skills);
  return one;
}

TEST(Patterns, HoursAreTheTownsOwn) {
  struct Row {
    double hour;
    int weekday, of_day;
  };
  for (const auto& row : {Row{0, 1, 0}, Row{23.99, 1, 23}, Row{24, 2, 0}, Row{6 * 24 + 12, 7, 12},
                          Row{-0.01, 7, 23}, Row{7 * 24, 1, 0}}) {
    const auto found = hour_of_week(at(row.hour), town);
    EXPECT_EQ(found.weekday, row.weekday) << row.hour;
    EXPECT_EQ(found.hour, row.of_day) << row.hour;
  }
  const auto grid = by_hour_of_week({order(1, 8), order(2, 8.5), order(3, 24 * 5 + 22)}, town);
  EXPECT_EQ(grid.count[0][8], 2);
  EXPECT_EQ(grid.count[5][22], 1);
}

TEST(Patterns, OnlyWhatWasReceivedThenAndCountsIsJoined) {
  models::OrderFacts inside, before, cancelled, unknown;
  inside.id = models::WorkOrderId{1};
  inside.received_at = at(1);
  inside.resolve = models::PromiseFact{at(2), {}};
  before = cancelled = unknown = inside;
  before.id = models::WorkOrderId{2};
  before.received_at = at(-1);
  cancelled.id = models::WorkOrderId{3};
  cancelled.state = models::WorkOrderState::cancelled;
  unknown.id = models::WorkOrderId{4};
  std::vector<models::WorkOrder> rows(3);
  for (int i = 0; i < 3; ++i) {
    rows[static_cast<std::size_t>(i)].id = models::WorkOrderId{i + 1};
    rows[static_cast<std::size_t>(i)].circuit = "L-1";
    rows[static_cast<std::size_t>(i)].facility = FacilityId{9};
  }
  const auto found = pattern_orders({inside, before, cancelled, unknown}, rows, {at(0), at(24), at(3)});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].id, inside.id);
  EXPECT_EQ(found[0].circuit, "L-1");
  EXPECT_EQ(found[0].facility, FacilityId{9});
  EXPECT_TRUE(found[0].late) << "not resolved an hour past its limit";
  EXPECT_FALSE(pattern_orders({inside}, rows, {at(0), at(24), at(2)})[0].late) << "at the very end";
}

TEST(Patterns, WhatKeepsFailingIsAFacilityOrACircuitWithTwoOrders) {
  auto first = order(1, 1), second = order(2, 2), third = order(3, 3), once = order(4, 4);
  first.facility = second.facility = FacilityId{7};
  once.facility = FacilityId{8};
  second.circuit = third.circuit = first.circuit = "L-2";
  third.facility = FacilityId{9};
  second.reopened = 2;
  const auto found = repeaters({first, second, third, once}, 10);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].circuit, "L-2");
  EXPECT_EQ(found[0].orders, 3);
  EXPECT_EQ(found[0].came_back, 1) << "an order that came back twice is one order";
  EXPECT_EQ(found[0].last, at(3));
  EXPECT_EQ(found[1].facility, FacilityId{7});
  EXPECT_EQ(found[1].orders, 2);
  EXPECT_EQ(repeaters({first, second, third, once}, 1).size(), 1u);
}

TEST(Patterns, VillagesAreCountedByClass) {
  auto other = order(3, 3);
  other.village_code = "B";
  const auto found = by_village_and_class({order(1, 1), other, order(2, 2)});
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].village_code, "A");
  EXPECT_EQ(found[0].count, 2);
  EXPECT_EQ(found[1].count, 1);
}

TEST(Patterns, LoadIsMeasuredByTheHoursOnShift) {
  auto day = crew(1);
  for (int weekday = 1; weekday <= 5; ++weekday) day.shifts.push_back({weekday, 8 * 60, 16 * 60});
  auto always = crew(2);
  auto gone = crew(3);
  gone.active = false;
  auto night = order(1, 1), weekend = order(2, 24 * 5);
  night.arrived_at = at(23);
  weekend.arrived_at = at(24 * 5 + 6);
  weekend.late = weekend.resolved = true;
  const auto loads =
      crew_loads({night, weekend, order(3, 2, 2)}, {day, always, gone}, {at(0), at(24 * 7), at(24 * 7)});
  ASSERT_EQ(loads.size(), 2u) << "a crew that is gone and had nothing is left out";
  EXPECT_EQ(loads[0].on_shift, hours{40});
  EXPECT_EQ(loads[0].orders, 2);
  EXPECT_EQ(loads[0].at_night, 1);
  EXPECT_EQ(loads[0].at_weekend, 1);
  EXPECT_EQ(loads[0].late, 1);
  EXPECT_EQ(loads[0].resolved, 1);
  EXPECT_DOUBLE_EQ(*loads[0].per_shift, 2.0 / 5);
  EXPECT_EQ(loads[1].on_shift, hours{24 * 7});
  // Hours that have not come yet are nobody's.
  const auto so_far = crew_loads({}, {day}, {at(0), at(24 * 7), at(12)});
  EXPECT_EQ(so_far[0].on_shift, hours{4});
  EXPECT_FALSE(crew_loads({}, {day}, {at(0), at(24), at(0)})[0].per_shift);
}

TEST(Patterns, FairnessIsOneWhenAllAreAlike) {
  const auto index = [](std::vector<double> shares) -> std::optional<double> {
    std::vector<CrewLoad> loads;
    std::vector<models::Crew> crews;
    for (std::size_t i = 0; i < shares.size(); ++i) {
      CrewLoad load;
      load.crew = CrewId{static_cast<std::int64_t>(i + 1)};
      load.per_shift = shares[i];
      loads.push_back(load);
      crews.push_back(crew(static_cast<std::int64_t>(i + 1)));
    }
    const auto found = fairness_of(loads, crews);
    return found.empty() ? std::nullopt : std::optional(found[0].index);
  };
  EXPECT_DOUBLE_EQ(*index({2, 2, 2}), 1);
  EXPECT_DOUBLE_EQ(*index({3, 0, 0}), 1.0 / 3);
  EXPECT_DOUBLE_EQ(*index({1, 3}), 16.0 / 20);
  EXPECT_FALSE(index({5})) << "one crew cannot be unfair";
  EXPECT_FALSE(index({0, 0})) << "nothing to share";
  EXPECT_FALSE(index({}));
}

Finding finding_of(const HavesFacts& facts, Have have, std::string_view code) {
  const auto haves = judge_haves(facts);
  for (const auto& one : haves[static_cast<std::size_t>(have)].evidence)
    if (one.code == code) return one.finding;
  ADD_FAILURE() << "no evidence " << code;
  return Finding::told;
}

TEST(FiveHaves, EachFactIsJudgedByItself) {
  HavesFacts facts;
  facts.classes = 4;
  facts.classes_with_policy = 3;
  facts.alerts = 10;
  facts.alerts_acknowledged = 9;
  facts.rechecks = 10;
  facts.rechecks_passed = 8;
  facts.crews = 2;
  facts.crews_on_shift = 1;
  facts.waiting_for_funds = 1;
  EXPECT_EQ(finding_of(facts, Have::rules, "classes_with_policy"), Finding::gap);
  EXPECT_EQ(finding_of(facts, Have::rules, "escalation_chains"), Finding::gap);
  EXPECT_EQ(finding_of(facts, Have::standards, "response"), Finding::told) << "nothing to divide by";
  EXPECT_EQ(finding_of(facts, Have::funds, "cost_of_repairs"), Finding::not_recorded);
  EXPECT_EQ(finding_of(facts, Have::funds, "waiting_for_funds"), Finding::gap);
  EXPECT_EQ(finding_of(facts, Have::crews, "crews_on_shift"), Finding::stands);
  EXPECT_EQ(finding_of(facts, Have::mechanism, "alerts_acknowledged"), Finding::stands);
  EXPECT_EQ(finding_of(facts, Have::mechanism, "rechecks_passed"), Finding::gap);
  auto& on_time = facts.figures.values[static_cast<std::size_t>(Figure::on_time)];
  on_time = {9, 10, 0, {}, {}};
  EXPECT_EQ(finding_of(facts, Have::standards, "on_time"), Finding::stands);
  on_time.numerator = 8;
  EXPECT_EQ(finding_of(facts, Have::standards, "on_time"), Finding::gap);
}

TEST(FiveHaves, FundsAreNeverClaimedWhileCostsAreNotRecorded) {
  const auto haves = judge_haves({});
  EXPECT_EQ(haves[static_cast<std::size_t>(Have::funds)].finding(), Finding::not_recorded);
  for (const auto& have : haves) EXPECT_FALSE(have.evidence.empty()) << have.name.en;
}

}  // namespace
}  // namespace dispatch
