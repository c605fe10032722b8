#include "dispatch/assignment/plan.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/random_problem.h"

namespace dispatch::assignment {
namespace {

int pick(std::mt19937_64& random, int count) {
  return static_cast<int>(random() % static_cast<std::uint64_t>(count));
}

void change_at_random(Plan& plan, std::mt19937_64& random) {
  const int stop = pick(random, static_cast<int>(plan.problem().stops.size()));
  if (plan.crew_of(stop) != nobody) {
    const Cost before = plan.cost();
    const Cost saving = plan.saving(stop);
    const Cost postponed = plan.postponed_cost(stop);
    plan.remove(stop);
    ASSERT_EQ(plan.cost(), before - saving + postponed);
    return;
  }
  const int crew = pick(random, plan.crews());
  const auto best = plan.best_in_route(stop, crew, Cost{1} << 60);
  Cost cheapest = Cost{1} << 60;
  for (int at = 0; at <= static_cast<int>(plan.route(crew).stops.size()); ++at)
    if (const auto delta = plan.delta_at(stop, crew, at)) cheapest = std::min(cheapest, *delta);
  if (!best.found()) {
    ASSERT_EQ(cheapest, Cost{1} << 60);
    return;
  }
  ASSERT_EQ(best.delta, cheapest);
  const Cost before = plan.cost();
  plan.insert(stop, crew, best.position);
  ASSERT_EQ(plan.cost(), before - plan.postponed_cost(stop) + best.delta);
}

TEST(Plan, FastCostsAreThoseComputedAnew) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const auto problem = tests::random_problem(seed);
    ASSERT_TRUE(faults(problem).empty());
    Plan plan(problem);
    std::mt19937_64 random(seed);
    ASSERT_EQ(plan.cost(), plan.recomputed_cost());
    for (int i = 0; i < 200; ++i) {
      change_at_random(plan, random);
      ASSERT_EQ(plan.cost(), plan.recomputed_cost()) << "after change " << i;
    }
  }
}

TEST(Plan, UndoGivesTheSamePlanBack) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const auto problem = tests::random_problem(seed);
    Plan plan(problem);
    std::mt19937_64 random(seed);
    for (int i = 0; i < 60; ++i) change_at_random(plan, random);
    for (int round = 0; round < 20; ++round) {
      std::vector<std::vector<int>> routes;
      for (int crew = 0; crew < plan.crews(); ++crew) routes.push_back(plan.route(crew).stops);
      const Cost before = plan.cost();
      plan.begin();
      for (int i = 0; i < 8; ++i) change_at_random(plan, random);
      if (round % 3 == 2) {
        plan.keep();
        continue;
      }
      plan.roll_back();
      ASSERT_EQ(plan.cost(), before);
      ASSERT_EQ(plan.recomputed_cost(), before);
      for (int crew = 0; crew < plan.crews(); ++crew)
        ASSERT_EQ(plan.route(crew).stops, routes[static_cast<std::size_t>(crew)]);
    }
  }
}

TEST(Plan, EveryRouteKeepsTheHardRules) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const auto problem = tests::random_problem(seed);
    Plan plan(problem);
    std::mt19937_64 random(seed);
    for (int i = 0; i < 150; ++i) change_at_random(plan, random);
    for (int crew = 0; crew < plan.crews(); ++crew) {
      const auto& who = problem.crews[static_cast<std::size_t>(crew)];
      const auto measures = plan.measures_of_route(crew);
      EXPECT_LE(measures.overtime_seconds, who.most_overtime);
      EXPECT_LE(static_cast<int>(plan.route(crew).stops.size()), who.capacity);
      for (const int stop : plan.route(crew).stops)
        EXPECT_EQ(first_rule_against(who, crew, problem.stops[static_cast<std::size_t>(stop)]), Rule::none);
    }
  }
}

TEST(WorkTime, SkipsBreaksBothWays) {
  const std::vector<Break> breaks{{100, 200}, {300, 350}};
  const WorkTime time{breaks};
  const struct {
    Seconds real, work, back;
  } rows[] = {{0, 0, 0},       {99, 99, 99},    {100, 100, 200}, {150, 100, 200}, {200, 100, 200},
              {250, 150, 250}, {300, 200, 350}, {350, 200, 350}, {400, 250, 400}};
  for (const auto& row : rows) {
    EXPECT_EQ(time.work(row.real), row.work) << row.real;
    EXPECT_EQ(time.real(row.work), row.back) << row.work;
  }
}

TEST(CostFunction, AddsWhatIsLateAndWhatIsEarly) {
  CostFunction cost;
  cost.add_after(100, 1000, 2);
  cost.add_after(150, 0, 5);
  cost.add_before(50, 3);
  for (Seconds at = 0; at < 300; ++at) {
    Cost expected = 0;
    if (at > 100) expected += 1000 + 2 * (at - 100);
    if (at > 150) expected += 5 * (at - 150);
    if (at < 50) expected += 3 * (50 - at);
    ASSERT_EQ(cost(at), expected) << at;
  }
}

}  // namespace
}  // namespace dispatch::assignment
