#pragma once
#include <algorithm>
#include <array>
#include <span>

#include "dispatch/search/neighbours.h"
#include "dispatch/search/problem.h"
#include "dispatch/search/random.h"
#include "dispatch/search/routes.h"

namespace dispatch::search {

/// Behind which node a customer is put and what that adds.
struct Position {
  Cost cost = 0;
  int place = -1;  ///< -1: nowhere
};

/// Looks for the cheapest position of a customer in the routes as they stand; most of the search's time is
/// here.
template <class Model>
class Insertion {
 public:
  using State = Routes<Model>;
  using Probe = typename Model::Probe;

  Insertion(const Model& model, const State& state, const Neighbours& neighbours, double reach, Rarely& blink)
      : model_(model), state_(state), neighbours_(neighbours), reach_(reach), blink_(blink) {}

  /// The cheapest position for less than `room` beside a neighbour or, if one more may open, in an empty
  /// route. A wide look goes through all neighbours and the ends of all routes.
  Position near(int customer, Cost room, bool open, bool wide) {
    const Probe probe(model_, state_, customer);
    Position best{room, -1};
    beside_neighbours(probe, customer, wide, best);
    if (const int route = open ? state_.empty_route() : -1; route >= 0)
      try_behind(probe, state_.head(route), best);
    if (wide)
      state_.each_used([&](int route) {
        const int head = state_.head(route);
        try_behind(probe, head, best);
        try_behind(probe, state_.node(head).prev, best);
      });
    return best;
  }

  /// The cheapest of all positions in used routes.
  Position anywhere(int customer) const {
    const Probe probe(model_, state_, customer);
    Position best{Model::too_much, -1};
    state_.each_used([&](int route) {
      for (int node = state_.head(route);;) {
        try_behind(probe, node, best);
        node = state_.node(node).next;
        if (state_.is_head(node)) break;
      }
    });
    return best;
  }

 private:
  static constexpr std::size_t block = 8;

  // The lists in turn, a block at a time: first all bounds of a block without a branch, then what they leave.
  void beside_neighbours(const Probe& probe, int customer, bool wide, Position& best) {
    const auto before = neighbours_.before.of(customer);
    const auto after = neighbours_.after.of(customer);
    const std::size_t longest = std::max(before.size(), after.size());
    std::array<Neighbour, block> left;
    for (std::size_t from = 0; from < longest; from += block) {
      if (!wide && beyond(before, from, best.cost) && beyond(after, from, best.cost)) return;
      std::size_t count = 0;
      for (std::size_t i = from; i < std::min(from + block, before.size()); ++i) {
        left[count] = before[i];
        count += probe.least_behind(before[i].customer, before[i].travel) < best.cost ? 1 : 0;
      }
      for (std::size_t i = 0; i < count; ++i) {
        const Cost cost = probe.behind(left[i].customer, left[i].travel, best.cost);
        if (cost < best.cost && !blink_.happens()) best = {cost, left[i].customer};
      }
      count = 0;
      for (std::size_t i = from; i < std::min(from + block, after.size()); ++i) {
        left[count] = after[i];
        count += probe.least_ahead(after[i].customer, after[i].travel) < best.cost ? 1 : 0;
      }
      for (std::size_t i = 0; i < count; ++i) {
        const Cost cost = probe.ahead(left[i].customer, left[i].travel, best.cost);
        if (cost < best.cost && !blink_.happens()) best = {cost, state_.node(left[i].customer).prev};
      }
    }
  }

  // Is this entry, and by the order of the list what follows, so far off that a place beside it is better
  // than `cost` only where a much longer edge is cut?
  bool beyond(std::span<const Neighbour> list, std::size_t at, Cost cost) const {
    return at >= list.size() || reach_ * static_cast<double>(list[at].travel) >= static_cast<double>(cost);
  }

  void try_behind(const Probe& probe, int after, Position& best) const {
    const Cost cost = probe.at(after, best.cost);
    if (cost < best.cost) best = {cost, after};
  }

  const Model& model_;
  const State& state_;
  const Neighbours& neighbours_;
  double reach_;
  Rarely& blink_;
};

}  // namespace dispatch::search
