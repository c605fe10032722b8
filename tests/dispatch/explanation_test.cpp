#include "dispatch/assignment/explanation.h"

#include <gtest/gtest.h>

#include "tests/support/random_problem.h"

namespace dispatch::assignment {
namespace {

// Fills the plan with the first half of the stops, so that the others meet a busy town.
void fill(Plan& plan, int count) {
  for (int stop = 0; stop < count; ++stop) {
    const auto explanation = explain_insertion(plan, stop);
    if (explanation.chosen) plan.insert(stop, explanation.chosen->crew, explanation.chosen->position);
  }
}

TEST(Explanation, TheChosenPlaceIsTheCheapestAndItsPartsAddUp) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const auto problem = tests::random_problem(seed);
    Plan plan(problem);
    for (int stop = 0; stop < 40; ++stop) {
      const auto explanation = explain_insertion(plan, stop);
      Cost cheapest = plan.postponed_cost(stop);
      for (int crew = 0; crew < plan.crews(); ++crew)
        for (int at = 0; at <= static_cast<int>(plan.route(crew).stops.size()); ++at)
          if (const auto delta = plan.delta_at(stop, crew, at)) cheapest = std::min(cheapest, *delta);
      if (!explanation.chosen) {
        ASSERT_EQ(cheapest, plan.postponed_cost(stop));
        continue;
      }
      const auto& chosen = *explanation.chosen;
      ASSERT_EQ(chosen.delta, cheapest);
      ASSERT_EQ(chosen.cost.total(), chosen.delta);
      const Cost before = plan.cost();
      plan.insert(stop, chosen.crew, chosen.position);
      ASSERT_EQ(plan.cost() - before, chosen.delta - plan.postponed_cost(stop));
      ASSERT_EQ(plan.start_of(stop), chosen.start);
      ASSERT_EQ(plan.finish_of(stop), chosen.finish);
      for (const auto& alternative : explanation.alternatives) ASSERT_GE(alternative.delta, chosen.delta);
    }
  }
}

TEST(Explanation, EveryCrewIsEitherPossibleOrExcludedByARule) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const auto problem = tests::random_problem(seed);
    Plan plan(problem);
    fill(plan, 25);
    for (int stop = 25; stop < 40; ++stop) {
      const auto explanation = explain_insertion(plan, stop);
      std::vector<Rule> rules(problem.crews.size(), Rule::none);
      for (const auto& [crew, rule] : explanation.excluded) rules[static_cast<std::size_t>(crew)] = rule;
      for (int crew = 0; crew < plan.crews(); ++crew)
        ASSERT_EQ(plan.best_in_route(stop, crew, Cost{1} << 60).found(),
                  rules[static_cast<std::size_t>(crew)] == Rule::none);
      if (!explanation.chosen && !explanation.postponed) {
        ASSERT_EQ(explanation.excluded.size(), problem.crews.size()) << "nobody goes and nobody says why";
      }
    }
  }
}

// What is said to help must help when it is done.
TEST(Explanation, EveryRelaxationFitsWhenItIsGranted) {
  int tried = 0;
  for (std::uint64_t seed = 1; seed <= 120; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const auto problem = tests::random_problem(seed, {.stops = 50, .crews = 4});
    Plan plan(problem);
    fill(plan, 40);
    for (int stop = 40; stop < 50; ++stop) {
      const auto explanation = explain_insertion(plan, stop);
      for (const auto& relaxation : explanation.relaxations) {
        SCOPED_TRACE(std::string("stop ") + std::to_string(stop) + " rule " + name(relaxation.rule));
        ++tried;
        Problem granted = problem;
        grant(granted, stop, relaxation);
        Plan again(granted);
        for (int crew = 0; crew < plan.crews(); ++crew) again.set_route(crew, plan.route(crew).stops);
        const auto best = again.best_in_route(stop, relaxation.crew, Cost{1} << 60);
        ASSERT_TRUE(best.found());
        if (relaxation.rule == Rule::none || explanation.chosen) {
          // Some place in this route keeps every target; the cheapest one may serve others first.
          bool in_time = false;
          for (int at = 0; at <= static_cast<int>(again.route(relaxation.crew).stops.size()); ++at)
            if (again.delta_at(stop, relaxation.crew, at))
              in_time = in_time || describe(again, stop, {0, relaxation.crew, at}).missed == 0;
          ASSERT_TRUE(in_time);
        }
      }
    }
  }
  EXPECT_GT(tried, 200);
}

TEST(Explanation, NobodyKnowsTheTrade) {
  auto problem = tests::random_problem(7);
  problem.stops[0].skills = {};
  problem.stops[0].skills.require(9, 1);
  problem.stops[0].pinned_crew = nobody;
  const Plan plan(problem);
  const auto explanation = explain_insertion(plan, 0);
  EXPECT_FALSE(explanation.chosen);
  EXPECT_FALSE(explanation.postponed);
  for (const auto& [crew, rule] : explanation.excluded) EXPECT_EQ(rule, Rule::skill);
  EXPECT_FALSE(explanation.relaxations.empty());
}

TEST(Explanation, NobodyIsThere) {
  auto problem = tests::random_problem(7);
  problem.crews.clear();
  for (auto& stop : problem.stops) stop.pinned_crew = stop.published_crew = stop.preferred_crew = nobody;
  const Plan plan(problem);
  const auto explanation = explain_insertion(plan, 0);
  EXPECT_FALSE(explanation.chosen);
  EXPECT_TRUE(explanation.excluded.empty());
}

}  // namespace
}  // namespace dispatch::assignment
