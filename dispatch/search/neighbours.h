#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "dispatch/search/problem.h"

namespace dispatch::search {

struct Neighbour {
  std::int32_t customer = 0;
  std::int32_t travel = 0;  ///< between the two, in the direction of the list
};

/// For each customer a short list of others, all lists in one block.
class NeighbourLists {
 public:
  NeighbourLists() = default;
  NeighbourLists(int customers, int width)
      : width_(width),
        counts_(static_cast<std::size_t>(customers) + 1),
        entries_((static_cast<std::size_t>(customers) + 1) * static_cast<std::size_t>(width)) {}

  std::span<const Neighbour> of(int customer) const {
    return {entries_.data() + offset(customer), static_cast<std::size_t>(counts_[customer])};
  }
  void add(int customer, Neighbour other) {
    entries_[offset(customer) + static_cast<std::size_t>(counts_[customer]++)] = other;
  }

 private:
  std::size_t offset(int customer) const {
    return static_cast<std::size_t>(customer) * static_cast<std::size_t>(width_);
  }

  int width_ = 0;
  std::vector<std::int32_t> counts_;
  std::vector<Neighbour> entries_;
};

struct Neighbours {
  NeighbourLists before;  ///< good predecessors in a route, best first
  NeighbourLists after;   ///< good successors in a route, best first
  NeighbourLists near;    ///< the nearest, nearest first, the customer itself leading
};

struct NeighbourWidths {
  int positions = 32;  ///< of `before` and `after`
  int near = 100;
};

/// Neighbours by travel, with waiting that cannot be avoided counted in part; pairs that no schedule allows
/// are left out of `before` and `after`.
Neighbours find_neighbours(const Problem& problem, const NeighbourWidths& widths);

}  // namespace dispatch::search
