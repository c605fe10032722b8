#include <gtest/gtest.h>

#include "dispatch/search/engine.h"
#include "dispatch/search/recombine.h"
#include "tests/dispatch/search_fixture.h"
#include "tests/support/solomon_like.h"

namespace {

using namespace dispatch::search;

Plan plan_of(const Problem& problem, std::int64_t iterations, std::uint64_t seed = 1) {
  Plan plan = improve(problem, stop_after(iterations), seed);
  EXPECT_EQ(tests::broken_rule(problem, plan), "");
  return plan;
}

TEST(Search, SameSeedAndIterationsSamePlan) {
  for (const auto layout : {tests::Layout::random, tests::Layout::clustered}) {
    // Enough iterations for each customer that the pool and its children take part.
    const auto problem = tests::solomon_like({layout, 20, true, 0.5}, 3);
    const auto once = plan_of(problem, 24'000, 11);
    const auto again = plan_of(problem, 24'000, 11);
    EXPECT_EQ(once.routes, again.routes);
  }
}

TEST(Search, APoolThatIsSpentIsRenewed) {
  const auto problem = tests::solomon_like({tests::Layout::random, 12, true, 0.5}, 3);
  SearchReport report;
  SearchReport again;
  const auto once = improve(problem, stop_after(400'000), 5, &report);
  EXPECT_GT(report.pools, 1);
  EXPECT_LE(report.pools, report.children);
  EXPECT_EQ(tests::broken_rule(problem, once), "");
  EXPECT_EQ(improve(problem, stop_after(400'000), 5, &again).routes, once.routes);
  EXPECT_EQ(again.pools, report.pools);
}

TEST(Search, ATryWithARouteLessLosesNobody) {
  auto problem = tests::solomon_like({tests::Layout::clustered, 66, true, 0}, 9);
  for (auto& stop : problem.stops) stop.demand = 1;
  problem.capacity = 3;  // 22 full routes: 21 cannot do it
  problem.fleet = 30;
  SearchReport report;
  const auto plan = improve(problem, stop_after(60'000), 2, &report);
  EXPECT_GT(report.children, 0);
  EXPECT_EQ(tests::broken_rule(problem, plan), "");
  EXPECT_TRUE(plan.unserved.empty());
  EXPECT_EQ(plan.routes.size(), 22U);
  EXPECT_EQ(improve(problem, stop_after(60'000), 2).routes, plan.routes);
}

TEST(Search, HardRulesAreKept) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const auto problem = tests::solomon_like(
        {static_cast<tests::Layout>(seed % 3), 30 + static_cast<int>(seed), seed % 2 == 1, 0.8}, seed);
    const auto plan = plan_of(problem, 4'000, seed);
    EXPECT_TRUE(plan.unserved.empty());
  }
}

TEST(Search, LongerSearchIsNotWorse) {
  const auto problem = tests::solomon_like({tests::Layout::mixed, 80, false, 0.75}, 5);
  const auto at_once = improve(problem, stop_after(1), 1);
  const auto later = plan_of(problem, 10'000);
  EXPECT_LE(later.unserved.size(), at_once.unserved.size());
  if (later.unserved.size() == at_once.unserved.size()) {
    EXPECT_LT(later.distance, at_once.distance);
  }
}

TEST(Search, NoCustomersNoRoutes) {
  Problem problem;
  problem.fleet = 3;
  problem.capacity = 10;
  problem.stops = {{0, 0, 100, 0}};
  problem.travel = Matrix(1);
  EXPECT_TRUE(plan_of(problem, 100).routes.empty());
}

TEST(Search, WhoCannotBeServedIsUnserved) {
  auto problem = tests::solomon_like({tests::Layout::random, 20, true, 0}, 2);
  problem.stops[3].demand = problem.capacity + 1;
  problem.stops[7].ready = problem.stops[7].due = 0;  // nobody is there at the start of the day
  problem.stops[9].service = problem.stops[0].due;
  EXPECT_EQ(plan_of(problem, 2'000).unserved, (std::vector<int>{3, 7, 9}));
}

TEST(Search, TooSmallAFleetServesWhomItCan) {
  auto problem = tests::solomon_like({tests::Layout::random, 40, false, 0.5}, 4);
  problem.fleet = 2;
  const auto plan = plan_of(problem, 3'000);
  EXPECT_EQ(plan.routes.size(), 2U);
  EXPECT_FALSE(plan.unserved.empty());
  problem.fleet = 0;
  EXPECT_EQ(plan_of(problem, 3'000).unserved.size(), 40U);
}

TEST(Search, OneAndTwoCustomers) {
  for (const int customers : {1, 2}) {
    auto problem = tests::solomon_like({tests::Layout::random, customers, true, 0}, 6);
    EXPECT_TRUE(plan_of(problem, 1'000).unserved.empty());
  }
}

TEST(Search, AllInOnePlace) {
  Problem problem;
  problem.fleet = 5;
  problem.capacity = 3;
  problem.stops.assign(13, {1, 0, 100, 1});
  problem.stops[0] = {0, 0, 100, 0};
  problem.travel = Matrix(13);
  const auto plan = plan_of(problem, 2'000);
  EXPECT_TRUE(plan.unserved.empty());
  EXPECT_EQ(plan.distance, 0);
}

TEST(Search, APoolOfOnePlanAloneEndsInItsBudget) {
  const auto problem = tests::solomon_like({tests::Layout::random, 1, true, 0}, 6);
  SearchReport report;
  EXPECT_EQ(improve(problem, stop_after(50'000), 3, &report).routes, (Sequences{{1}}));
  EXPECT_GT(report.children, 0);
  EXPECT_LE(report.iterations, 50'000 + 128);
}

TEST(Search, TravelOverSixteenBitsAndOneWay) {
  auto problem = tests::solomon_like({tests::Layout::random, 20, true, 0}, 8);
  for (int from = 0; from < problem.travel.size(); ++from)
    for (int to = 0; to < problem.travel.size(); ++to)
      if (from != to)
        problem.travel.set(from, to, problem.travel.at(from, to) * 200 + (from < to ? 0 : 5000));
  for (auto& stop : problem.stops) {
    stop.ready *= 200;
    stop.due *= 200;
  }
  EXPECT_TRUE(plan_of(problem, 3'000).unserved.empty());
}

TEST(Search, UnusableProblemsAreRefused) {
  Problem problem;
  EXPECT_THROW(improve(problem, stop_after(1), 1), std::invalid_argument);
  problem.stops.resize(2);
  EXPECT_NE(fault(problem), "");
  problem.travel = Matrix(2);
  EXPECT_EQ(fault(problem), "");
  problem.travel.set(0, 1, -1);
  EXPECT_NE(fault(problem), "");
}

TEST(Recombine, AChildHasNobodyTwice) {
  Random random(1);
  const Sequences one{{1, 2, 3}, {4, 5}, {6, 7, 8, 9}};
  const Sequences two{{9, 1}, {2, 4, 6}, {3, 5}, {8, 7}};
  for (int round = 0; round < 200; ++round) {
    std::vector<int> visits(10);
    for (const auto& route : exchange_routes(one, two, 9, random)) {
      EXPECT_FALSE(route.empty());
      for (const int customer : route) ++visits[static_cast<std::size_t>(customer)];
    }
    for (const int count : visits) EXPECT_LE(count, 1);
  }
  EXPECT_TRUE(exchange_routes({}, two, 9, random).empty());
  EXPECT_EQ(distance_between(one, one, 9), 0);
}

TEST(Recombine, WhoDiffersHasAnotherNeighbour) {
  const Sequences one{{1, 2, 3}, {4, 5}, {6, 7}};
  EXPECT_TRUE(differing(one, one, 8).empty());
  EXPECT_EQ(differing(one, {{6, 7}, {1, 2, 3}, {5, 4}}, 8), (std::vector<int>{4, 5}));
  // Customer 3 goes; 2 now ends its route.
  EXPECT_EQ(differing(one, {{1, 2}, {4, 5}, {6, 7}}, 8), (std::vector<int>{2, 3}));
  // Customer 8 comes to the end of a route.
  EXPECT_EQ(differing(one, {{1, 2, 3}, {4, 5}, {6, 7, 8}}, 8), (std::vector<int>{7, 8}));
}

}  // namespace
