#include "dispatch/assignment/forecast.h"

#include <gtest/gtest.h>

#include "tests/support/random_problem.h"

namespace dispatch::assignment {
namespace {

// One crew, ten minutes away from everything, and visits of an hour that take as long as is thought.
struct OneCrew {
  Problem problem;
  OneCrew() {
    problem.travel.add([](int, int) { return 600; });
    Crew crew;
    crew.id = 1;
    crew.shift_end = 36000;
    crew.skills.add(0, 1);
    problem.crews.push_back(crew);
  }
  int add(Seconds due, Seconds spread = 0) {
    Stop stop;
    stop.work_orders = {static_cast<std::int64_t>(problem.stops.size()) + 1};
    stop.place = problem.travel.add([](int, int) { return 600; });
    stop.duration = 3600;
    stop.spread = spread;
    stop.targets = {{due, 0, 0}};
    stop.skills.require(0, 1);
    stop.postponed_start = 86400;
    problem.stops.push_back(stop);
    return static_cast<int>(problem.stops.size()) - 1;
  }
  std::vector<StopForecast> look(const std::vector<int>& route, ForecastOptions options = {}) {
    options.travel_spread = 0;
    Plan plan(problem);
    plan.set_route(0, route);
    return forecast(plan, options);
  }
};

TEST(Forecast, WithoutChanceThePlanIsWhatComes) {
  OneCrew town;
  const int first = town.add(700), second = town.add(700);
  const auto found = town.look({first, second});
  EXPECT_LT(found[0].late_any, 0.2);
  EXPECT_EQ(found[0].start, 600);
  EXPECT_GT(found[1].late_any, 0.8);
  EXPECT_EQ(found[1].start, 600 + 3600 + 600);
  EXPECT_EQ(found[1].cause, LateCause::queue);
  EXPECT_EQ(found[1].crew, 0);
  EXPECT_EQ(found[1].free_at, 600 + 3600);
}

TEST(Forecast, TheMoreUnsureTheVisitBeforeTheLikelierItIsLate) {
  double before = -1;
  for (const Seconds spread : {0, 600, 1800}) {
    OneCrew town;
    const int first = town.add(30000, spread), second = town.add(600 + 3600 + 600 + 900);
    const auto found = town.look({first, second});
    EXPECT_GT(found[1].late_any, before) << spread;
    before = found[1].late_any;
  }
}

TEST(Forecast, WhoIsOverdueNowMayNeedAGoodWhileYet) {
  OneCrew town;
  const int now = town.add(30000, 1200), next = town.add(7200);
  town.problem.stops[static_cast<std::size_t>(now)].open = false;
  ForecastOptions options;
  options.now = 5400;
  town.problem.crews[0].free_at = 5700;
  options.busy = {{0, now, true, 0, 0}};
  const auto overdue = town.look({next}, options);
  options.busy = {{0, now, true, 5300, 0}};
  const auto begun = town.look({next}, options);
  EXPECT_GT(begun[1].late_any, overdue[1].late_any) << "it has only just begun";
  EXPECT_GT(overdue[1].late_any, 0);
  EXPECT_GE(overdue[1].start, options.now + 600) << "what still goes on has not ended in the past";
  EXPECT_GT(overdue[1].start_late, overdue[1].start);
}

TEST(Forecast, UrgentOrdersThatComeInBetweenPushWhatCanWaitAside) {
  OneCrew town;
  const int first = town.add(36000), second = town.add(6000);
  ForecastOptions options;
  const double quiet = town.look({first, second}, options)[1].late_any;
  Arrivals danger;
  danger.skills.require(0, 1);
  danger.per_hour = 0.7;
  options.arrivals = {danger};
  const double busy = town.look({first, second}, options)[1].late_any;
  EXPECT_GT(busy, quiet + 0.2);
  options.arrivals[0].skills = {};
  options.arrivals[0].skills.require(5, 1);
  EXPECT_EQ(town.look({first, second}, options)[1].late_any, quiet) << "nobody here can do it anyway";
}

TEST(Forecast, TheCauseIsNamed) {
  OneCrew town;
  const int late = town.add(-10), far = town.add(500), left = town.add(3600), strange = town.add(3600);
  town.problem.stops[static_cast<std::size_t>(strange)].skills.require(9, 1);
  const auto found = town.look({far});
  EXPECT_EQ(found[static_cast<std::size_t>(late)].cause, LateCause::late_now);
  EXPECT_EQ(found[static_cast<std::size_t>(far)].cause, LateCause::distance);
  EXPECT_EQ(found[static_cast<std::size_t>(left)].cause, LateCause::no_room);
  EXPECT_EQ(found[static_cast<std::size_t>(strange)].cause, LateCause::no_crew);
  EXPECT_EQ(found[static_cast<std::size_t>(strange)].rule, Rule::skill);
}

TEST(Forecast, TheSameSeedGivesTheSameAndAnyTownAnAnswer) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const auto problem = tests::random_problem(seed, {});
    Plan plan(problem);
    ForecastOptions options;
    options.seed = seed;
    options.runs = 20;
    const auto one = forecast(plan, options), two = forecast(plan, options);
    ASSERT_EQ(one.size(), problem.stops.size());
    for (std::size_t i = 0; i < one.size(); ++i) {
      EXPECT_EQ(one[i].late, two[i].late);
      for (const double late : one[i].late) {
        EXPECT_GE(late, 0);
        EXPECT_LE(late, 1);
      }
    }
  }
}

TEST(Forecast, ACalibratedChanceGrowsWithTheShare) {
  for (const bool has_crew : {false, true})
    for (const Seconds left : {0, 600, 7200, 86400, 7 * 86400}) {
      double before = -1;
      for (int i = 0; i <= 100; ++i) {
        const double chance = calibrated(i / 100.0, 100, {has_crew, left, 0.1, 0.05});
        EXPECT_GE(chance, before);
        EXPECT_GE(chance, 0);
        EXPECT_LE(chance, 1);
        before = chance;
      }
    }
}

TEST(Forecast, AsksForARightNumberOfRuns) {
  OneCrew town;
  Plan plan(town.problem);
  for (const int runs : {0, -1, 10'001}) {
    ForecastOptions options;
    options.runs = runs;
    EXPECT_THROW(forecast(plan, options), std::invalid_argument) << runs;
  }
}

}  // namespace
}  // namespace dispatch::assignment
