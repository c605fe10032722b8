#include "dispatch/search/insertion.h"

#include <gtest/gtest.h>

#include "dispatch/search/search_loop.h"
#include "dispatch/search/window_model.h"
#include "tests/dispatch/search_fixture.h"
#include "tests/support/solomon_like.h"

namespace {

using namespace dispatch::search;
using Model = WindowModel<std::int32_t>;

// Does the problem allow the route? Counted without the model's help.
bool allowed(const Problem& problem, const std::vector<int>& route) {
  Plan plan{{route}, {}, distance_of(problem, {route})};
  std::vector<char> served(problem.stops.size());
  for (const int customer : route) served[static_cast<std::size_t>(customer)] = 1;
  for (int customer = 1; customer <= problem.customers(); ++customer)
    if (served[static_cast<std::size_t>(customer)] == 0) plan.unserved.push_back(customer);
  return tests::broken_rule(problem, plan).empty();
}

// What the cheapest position of all adds, every one tried by hand.
Cost cheapest(const Problem& problem, const std::vector<std::vector<int>>& routes, int customer, bool open) {
  Cost best = Model::too_much;
  auto tried = routes;
  if (open) tried.emplace_back();
  for (const auto& route : tried) {
    const Cost before = route.empty() ? 0 : distance_of(problem, {route});
    for (std::size_t at = 0; at <= route.size(); ++at) {
      auto with = route;
      with.insert(with.begin() + static_cast<std::ptrdiff_t>(at), customer);
      if (allowed(problem, with)) best = std::min(best, distance_of(problem, {with}) - before);
    }
  }
  return best;
}

TEST(SearchInsertion, AllNeighboursLookedAtFindTheCheapestPosition) {
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    auto problem = tests::solomon_like({static_cast<tests::Layout>(seed % 3), 40, seed % 2 == 0, 0.7}, seed);
    if (seed > 4)  // one way longer than the other
      for (int from = 0; from < problem.travel.size(); ++from)
        for (int to = 0; to < from; ++to) problem.travel.set(from, to, problem.travel.at(from, to) * 11 / 10);
    const Model model(problem);
    const auto neighbours = find_neighbours(problem, {40, 40});  // every one
    Random random(seed);
    SearchLoop<Model> loop(model, neighbours, {}, random);
    loop.insert_unserved(0);
    for (int step = 0; step < 500; ++step) loop.step(50.0);
    ASSERT_TRUE(loop.unserved().empty());
    Rarely blink(random, 1e-12);
    auto& state = loop.state();
    Insertion<Model> insertion(model, state, neighbours, 0.5, blink);
    for (int customer = 1; customer <= problem.customers(); ++customer) {
      std::vector<int> gone;
      const int left = state.node(customer).prev;
      state.begin();
      state.unlink(customer, 1, gone);
      model.unlinked(state, left, gone);
      std::vector<std::vector<int>> routes;
      state.each_used([&](int route) {
        auto& row = routes.emplace_back();
        for (int node = state.node(state.head(route)).next; !state.is_head(node);
             node = state.node(node).next)
          row.push_back(node);
      });
      const Cost best = cheapest(problem, routes, customer, state.empty_route() >= 0);
      EXPECT_EQ(insertion.near(customer, Model::too_much, true, true).cost, best) << "customer " << customer;
      EXPECT_EQ(insertion.near(customer, best, true, true).place, -1);
      EXPECT_GE(insertion.near(customer, Model::too_much, true, false).cost, best);
      const Cost closed = cheapest(problem, routes, customer, false);
      EXPECT_EQ(insertion.near(customer, Model::too_much, false, true).cost, closed);
      EXPECT_EQ(insertion.anywhere(customer).cost, closed);
      state.undo();
    }
  }
}

}  // namespace
