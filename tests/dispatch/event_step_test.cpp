#include "dispatch/assignment/event_step.h"

#include <gtest/gtest.h>

#include "dispatch/assignment/improve.h"
#include "tests/support/random_problem.h"

namespace dispatch::assignment {
namespace {

void expect_rules_kept(const Plan& plan) {
  const auto& problem = plan.problem();
  std::vector<int> times(problem.stops.size(), 0);
  for (int crew = 0; crew < plan.crews(); ++crew) {
    const auto& who = problem.crews[static_cast<std::size_t>(crew)];
    EXPECT_LE(plan.measures_of_route(crew).overtime_seconds, who.most_overtime);
    EXPECT_LE(static_cast<int>(plan.route(crew).stops.size()), who.capacity);
    for (const int stop : plan.route(crew).stops) {
      ++times[static_cast<std::size_t>(stop)];
      EXPECT_EQ(plan.crew_of(stop), crew);
      EXPECT_TRUE(problem.stops[static_cast<std::size_t>(stop)].open);
      EXPECT_EQ(first_rule_against(who, crew, problem.stops[static_cast<std::size_t>(stop)]), Rule::none);
    }
  }
  for (int stop = 0; stop < static_cast<int>(times.size()); ++stop)
    EXPECT_EQ(times[static_cast<std::size_t>(stop)], plan.crew_of(stop) == nobody ? 0 : 1);
}

// A town of one trade on a line: minutes are easy to reckon.
struct Line {
  Problem problem;
  std::vector<int> metres;
  int place(int at) {
    metres.push_back(at);
    return problem.travel.add([this](int from, int to) {
      return std::abs(metres[static_cast<std::size_t>(from)] - metres[static_cast<std::size_t>(to)]);
    });
  }
  void crew(int at, Seconds free_at = 0) {
    Crew who;
    who.id = static_cast<std::int64_t>(problem.crews.size()) + 1;
    who.place = place(at);
    who.free_at = free_at;
    who.shift_end = 36000;
    who.skills.add(0, 1);
    problem.crews.push_back(who);
  }
  int stop(int at, Level level, Seconds due, Seconds duration = 1800) {
    Stop what;
    what.work_orders = {static_cast<std::int64_t>(problem.stops.size()) + 1};
    what.place = place(at);
    what.level = level;
    what.duration = duration;
    what.targets = {{due, 0, 0}};
    what.skills.require(0, 1);
    what.postponed_start = 86400;
    problem.stops.push_back(what);
    return static_cast<int>(problem.stops.size()) - 1;
  }
};

TEST(EventStep, ADangerGoesFirstAndTheOthersWait) {
  Line town;
  town.crew(0);
  const int lamp = town.stop(600, Level::normal, 20000);
  const int shock = town.stop(900, Level::danger, 1000);
  Plan plan(town.problem);
  place(plan, lamp);
  const auto explanation = place(plan, shock);
  ASSERT_TRUE(explanation.in_time());
  EXPECT_EQ(plan.route(0).stops, (std::vector<int>{shock, lamp}));
  ASSERT_EQ(explanation.chosen->delays.size(), 1u);
  EXPECT_EQ(explanation.chosen->delays[0].stop, lamp);
}

TEST(EventStep, WhoIsLessUrgentGivesWayAndGoesElsewhere) {
  Line town;
  town.crew(0);
  town.crew(6000);
  const int leak = town.stop(1000, Level::urgent, 2000, 3600);
  const int danger = town.stop(500, Level::danger, 600, 3600);
  town.problem.stops[static_cast<std::size_t>(leak)].targets[0].due = 45000;
  town.problem.crews[0].shift_end = 6000;  // only one of the two fits into the first crew's day
  town.problem.crews[1].shift_end = 60000;
  Plan plan(town.problem);
  place(plan, leak);
  ASSERT_EQ(plan.crew_of(leak), 0);
  const auto explanation = place(plan, danger);
  ASSERT_TRUE(explanation.chosen);
  EXPECT_EQ(explanation.chosen->missed, 0);
  ASSERT_EQ(explanation.moved.size(), 1u);
  EXPECT_EQ(explanation.moved[0].stop, leak);
  EXPECT_EQ(explanation.moved[0].from_crew, 0);
  EXPECT_EQ(explanation.moved[0].to_crew, 1);
  EXPECT_GT(explanation.gain, 0);
  EXPECT_EQ(plan.crew_of(danger), 0);
  EXPECT_EQ(plan.crew_of(leak), 1);
}

TEST(EventStep, AFrozenVisitStays) {
  Line town;
  town.crew(0);
  const int lamp = town.stop(600, Level::normal, 20000);
  const int shock = town.stop(100, Level::danger, 300);
  Plan plan(town.problem);
  place(plan, lamp);
  plan.freeze(0, 1);
  const auto explanation = place(plan, shock);
  EXPECT_EQ(plan.route(0).stops, (std::vector<int>{lamp, shock}));
  EXPECT_FALSE(explanation.in_time());
  EXPECT_FALSE(explanation.relaxations.empty());
}

TEST(EventStep, WhatAPersonPinnedDoesNotGiveWay) {
  Line town;
  town.crew(0);
  const int lamp = town.stop(600, Level::normal, 20000);
  town.problem.stops[static_cast<std::size_t>(lamp)].pinned_crew = 0;
  town.problem.crews[0].shift_end = 3000;
  const int shock = town.stop(900, Level::danger, 1000);
  Plan plan(town.problem);
  place(plan, lamp);
  const auto explanation = place(plan, shock);
  EXPECT_EQ(plan.crew_of(lamp), 0);
  EXPECT_EQ(plan.crew_of(shock), nobody);
  ASSERT_EQ(explanation.excluded.size(), 1u);
  EXPECT_EQ(explanation.excluded[0].rule, Rule::shift);
}

TEST(EventStep, RandomEventsKeepEveryHardRule) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    auto problem = tests::random_problem(seed, {.stops = 60, .crews = 6});
    Plan plan(problem);
    std::mt19937_64 random(seed);
    for (int stop = 0; stop < 60; ++stop) {
      const auto explanation = place(plan, stop);
      ASSERT_EQ(plan.cost(), plan.recomputed_cost());
      ASSERT_EQ(explanation.chosen.has_value(), plan.crew_of(stop) != nobody);
      if (random() % 5 == 0) {  // a visit takes longer than thought
        const auto crew = static_cast<int>(random() % 6);
        problem.crews[static_cast<std::size_t>(crew)].free_at += static_cast<Seconds>(random() % 4000);
        plan.crew_moved(crew);
        for (const int out : take_out_what_does_not_fit(plan, crew)) place(plan, out);
      }
      if (random() % 15 == 0) {  // a crew falls ill
        const auto crew = static_cast<int>(random() % 6);
        problem.crews[static_cast<std::size_t>(crew)].available = false;
        plan.crew_changed(crew);
        for (const int out : take_out_what_does_not_fit(plan, crew)) place(plan, out);
      }
      ASSERT_EQ(plan.cost(), plan.recomputed_cost());
      expect_rules_kept(plan);
    }
  }
}

TEST(Improve, FindsBetterPlansAndKeepsEveryRule) {
  Cost gains = 0;
  for (std::uint64_t seed = 1; seed <= 15; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const auto problem = tests::random_problem(seed, {.stops = 60, .crews = 6});
    Plan plan(problem);
    for (int stop = 0; stop < 60; ++stop) place(plan, stop);
    const Cost before = plan.cost();
    const auto improved = improve(plan, {.seed = seed, .steps = 400, .stop = {}});
    EXPECT_EQ(improved.steps, 400);
    EXPECT_EQ(before - plan.cost(), improved.gain);
    EXPECT_GE(improved.gain, 0);
    gains += improved.gain;
    ASSERT_EQ(plan.cost(), plan.recomputed_cost());
    expect_rules_kept(plan);
  }
  EXPECT_GT(gains, 0);
}

TEST(Improve, TheSameSeedGivesTheSamePlan) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const auto problem = tests::random_problem(seed, {.stops = 60, .crews = 6});
    Plan one(problem), other(problem);
    improve(one, {.seed = seed, .steps = 300, .stop = {}});
    improve(other, {.seed = seed, .steps = 300, .stop = {}});
    for (int crew = 0; crew < one.crews(); ++crew) ASSERT_EQ(one.route(crew).stops, other.route(crew).stops);
  }
}

TEST(Improve, EndsWhenItIsToldTo) {
  const auto problem = tests::random_problem(3, {.stops = 60, .crews = 6});
  Plan plan(problem);
  int asked = 0;
  const auto improved = improve(plan, {.seed = 1, .steps = 1'000'000, .stop = [&] { return ++asked > 3; }});
  EXPECT_LT(improved.steps, 1000);
  EXPECT_EQ(plan.cost(), plan.recomputed_cost());
  auto nothing = tests::random_problem(3, {.stops = 0, .crews = 2});
  Plan empty(nothing);
  EXPECT_EQ(improve(empty, {}).gain, 0);
}

TEST(Improve, TenTimesTooMuchWorkEndsInItsBudgetWithAReasonForEach) {
  const auto problem = tests::random_problem(11, {.stops = 400, .crews = 4});
  Plan plan(problem);
  int without = 0;
  for (int stop = 0; stop < 400; ++stop) {
    const auto explanation = place(plan, stop);
    if (explanation.chosen) continue;
    ++without;
    EXPECT_TRUE(explanation.postponed || explanation.excluded.size() == 4u);
  }
  EXPECT_GT(without, 100);
  EXPECT_EQ(improve(plan, {.seed = 1, .steps = 200, .stop = {}}).steps, 200);
  expect_rules_kept(plan);
}

}  // namespace
}  // namespace dispatch::assignment
