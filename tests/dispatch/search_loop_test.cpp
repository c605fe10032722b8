#include "dispatch/search/search_loop.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "dispatch/search/window_model.h"
#include "tests/dispatch/search_fixture.h"
#include "tests/support/solomon_like.h"

namespace {

using namespace dispatch::search;
using Model = WindowModel<std::uint16_t>;
using Loop = SearchLoop<Model>;

// What the model keeps in nodes and routes, against figures counted anew along every route.
void expect_state_is_true(const Problem& problem, const Loop& loop, const Model& model) {
  const auto& state = loop.state();
  const auto place = [&](int node) { return state.is_head(node) ? 0 : node; };
  Cost cost = 0;
  int used = 0;
  for (int route = 0; route < state.count(); ++route) {
    const int head = state.head(route);
    std::int32_t depart = problem.stops[0].ready;
    std::int32_t load = 0;
    int size = 0;
    for (int node = head;;) {
      const auto& own = state.node(node);
      ASSERT_EQ(own.route, route);
      ASSERT_EQ(state.node(own.next).prev, node);
      const auto travel = problem.travel.at(place(node), place(own.next));
      ASSERT_EQ(own.next_cost, travel);
      ASSERT_EQ(state.node(own.next).prev_cost, travel);
      ASSERT_EQ(own.depart, depart);
      cost += travel;
      node = own.next;
      if (state.is_head(node)) break;
      const auto& stop = problem.stops[static_cast<std::size_t>(node)];
      depart = std::max(stop.ready, depart + travel) + stop.service;
      load += stop.demand;
      ++size;
    }
    std::int32_t latest = problem.stops[0].due;
    for (int node = state.node(head).prev;; node = state.node(node).prev) {
      ASSERT_EQ(state.node(node).latest_next, latest);
      if (state.is_head(node)) break;
      const auto& stop = problem.stops[static_cast<std::size_t>(node)];
      latest = std::min(stop.due, latest - state.node(node).next_cost - stop.service);
    }
    ASSERT_EQ(state.route(route).load, load);
    ASSERT_EQ(state.route(route).size, size);
    ASSERT_LE(load, problem.capacity);
    used += size > 0 ? 1 : 0;
  }
  for (const int customer : loop.unserved()) {
    ASSERT_FALSE(state.served(customer));
    cost += model.unserved_cost(customer);
  }
  ASSERT_EQ(loop.cost(), cost);
  ASSERT_EQ(state.used(), used);
}

TEST(SearchLoop, FiguresStayTrueOverRandomSteps) {
  for (std::uint64_t seed = 1; seed <= 9; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const tests::SolomonLike wanted{static_cast<tests::Layout>(seed % 3), 60, seed % 2 == 0, 0.75};
    auto problem = tests::solomon_like(wanted, seed);
    if (seed > 6) problem.fleet = 4;  // too few: some stay unserved
    const Model model(problem);
    const auto neighbours = find_neighbours(problem, {12, 30});
    Random random(seed);
    Loop loop(model, neighbours, LoopSettings{}, random);
    loop.insert_unserved(0);
    for (int step = 0; step < 1500; ++step) {
      loop.step(step % 300 < 100 ? 200.0 : 1.0);
      if (step % 25 == 0) expect_state_is_true(problem, loop, model);
      if (HasFatalFailure()) return;
    }
    Plan best{loop.best(), {}, 0};
    best.distance = distance_of(problem, best.routes);
    std::vector<char> served(problem.stops.size());
    for (const auto& route : best.routes)
      for (const int customer : route) served[static_cast<std::size_t>(customer)] = 1;
    Cost cost = best.distance;
    for (int customer = 1; customer <= problem.customers(); ++customer)
      if (served[static_cast<std::size_t>(customer)] == 0) {
        best.unserved.push_back(customer);
        cost += model.unserved_cost(customer);
      }
    EXPECT_EQ(tests::broken_rule(problem, best), "");
    EXPECT_EQ(loop.best_cost(), cost);
  }
}

TEST(SearchLoop, NoMoreRoutesThanAllowed) {
  const auto problem = tests::solomon_like({tests::Layout::random, 60, false, 0.5}, 4);
  const Model model(problem);
  const auto neighbours = find_neighbours(problem, {});
  Random random(4);
  Loop loop(model, neighbours, LoopSettings{}, random);
  loop.insert_unserved(0);
  for (int step = 0; step < 2000; ++step) loop.step(1.0);
  const auto best = loop.best();
  const auto routes = static_cast<int>(best.size());
  // Hot enough that without a limit further routes open.
  int most = 0;
  loop.load(best);
  for (int step = 0; step < 3000; ++step) {
    loop.step(1e6);
    most = std::max(most, loop.state().used());
  }
  EXPECT_GT(most, routes);
  loop.allow_routes(routes);
  loop.load(best);
  for (int step = 0; step < 3000; ++step) {
    loop.step(1e6);
    ASSERT_LE(loop.state().used(), routes);
  }
  expect_state_is_true(problem, loop, model);
}

TEST(SearchLoop, StepsBeginWhereTheFocusIs) {
  // Two towns so far apart that no step at one of them reaches the other.
  auto problem = tests::solomon_like({tests::Layout::random, 60, true, 0}, 5);
  for (int from = 1; from <= 60; ++from)
    for (int to = 1; to <= 60; ++to)
      if ((from <= 30) != (to <= 30)) problem.travel.set(from, to, problem.travel.at(from, to) + 4'000);
  const Model model(problem);
  const auto neighbours = find_neighbours(problem, {12, 20});
  Random random(5);
  Loop loop(model, neighbours, LoopSettings{}, random);
  loop.insert_unserved(0);
  const auto other_town = [&] {
    Loop::Sequences found;
    for (const auto& route : loop.state().sequences())
      if (std::all_of(route.begin(), route.end(), [](int customer) { return customer > 30; }))
        found.push_back(route);
    return found;
  };
  const auto before = other_town();
  const auto cost = loop.best_cost();
  ASSERT_FALSE(before.empty());
  loop.focus({1, 5, 9, 20});
  for (int step = 0; step < 2000; ++step) loop.step(1.0);
  EXPECT_LT(loop.best_cost(), cost);
  EXPECT_EQ(other_town(), before);
  loop.focus({});
  for (int step = 0; step < 2000; ++step) loop.step(1.0);
  EXPECT_NE(other_town(), before);
  expect_state_is_true(problem, loop, model);
}

TEST(SearchLoop, UndoTakesBackExactlyWhatChanged) {
  const auto problem = tests::solomon_like({tests::Layout::mixed, 40, true, 0.5}, 7);
  const Model model(problem);
  const auto neighbours = find_neighbours(problem, {});
  Random random(7);
  Loop loop(model, neighbours, LoopSettings{}, random);
  loop.insert_unserved(0);
  auto& state = loop.state();
  for (int round = 0; round < 300; ++round) {
    std::vector<Model::Node> before;
    state.copy(before);
    const int used = state.used();
    state.begin();
    for (int change = 0; change < 5; ++change) {
      const int customer = 1 + random.below(problem.customers());
      const int other = 1 + random.below(problem.customers());
      if (!state.served(customer) || !state.served(other) || customer == other) continue;
      if (state.node(customer).route != state.node(other).route)
        model.swap_tails(state, customer, other, Cost{1} << 40);
      const int left = state.node(customer).prev;
      std::vector<int> gone;
      state.unlink(customer, 1, gone);
      model.unlinked(state, left, gone);
      state.link(customer, state.node(other).route >= 0 ? other : left);
      model.linked(state, customer);
    }
    state.undo();
    ASSERT_EQ(state.used(), used);
    for (std::size_t node = 1; node < before.size(); ++node) {
      const auto& now = state.node(static_cast<int>(node));
      ASSERT_EQ(
          std::tie(now.next, now.prev, now.route, now.next_cost, now.prev_cost, now.depart, now.latest_next),
          std::tie(before[node].next, before[node].prev, before[node].route, before[node].next_cost,
                   before[node].prev_cost, before[node].depart, before[node].latest_next))
          << "node " << node << " round " << round;
    }
  }
  expect_state_is_true(problem, loop, model);
}

}  // namespace
