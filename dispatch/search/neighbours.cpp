#include "dispatch/search/neighbours.h"

#include <algorithm>

namespace dispatch::search {
namespace {

constexpr std::int64_t waiting_share_percent = 20;

// Keeps the `count` smallest of (score, number) pairs packed into one word, sorted.
void keep_smallest(std::vector<std::uint64_t>& pairs, int count) {
  const auto limit = static_cast<std::size_t>(count);
  if (pairs.size() > limit) {
    std::nth_element(pairs.begin(), pairs.begin() + count, pairs.end());
    pairs.resize(limit);
  }
  std::sort(pairs.begin(), pairs.end());
}

std::uint64_t packed(std::int64_t score, int number) {
  return (static_cast<std::uint64_t>(score) << 20) | static_cast<std::uint64_t>(number);
}

int number_of(std::uint64_t pair) { return static_cast<int>(pair & 0xfffff); }

// The score of `second` directly behind `first`; -1 where no schedule allows it.
std::int64_t score(const Stop& first, const Stop& second, std::int32_t travel) {
  const std::int64_t earliest = std::int64_t{first.ready} + first.service + travel;
  if (earliest > second.due) return -1;
  const std::int64_t latest = std::int64_t{first.due} + first.service + travel;
  const std::int64_t waiting = std::max<std::int64_t>(0, second.ready - latest);
  return travel + waiting * waiting_share_percent / 100;
}

}  // namespace

Neighbours find_neighbours(const Problem& problem, const NeighbourWidths& widths) {
  const int customers = problem.customers();
  const int positions = std::max(1, std::min(widths.positions, customers));
  const int near = std::max(1, std::min(widths.near, customers));
  Neighbours found{NeighbourLists(customers, positions), NeighbourLists(customers, positions),
                   NeighbourLists(customers, near)};
  std::vector<std::uint64_t> before;
  std::vector<std::uint64_t> after;
  std::vector<std::uint64_t> nearest;
  for (int customer = 1; customer <= customers; ++customer) {
    before.clear();
    after.clear();
    nearest.clear();
    const Stop& own = problem.stops[customer];
    const std::int32_t* out = problem.travel.from(customer);
    for (int other = 1; other <= customers; ++other) {
      if (other == customer) continue;
      const Stop& stop = problem.stops[other];
      if (const auto value = score(stop, own, problem.travel.at(other, customer)); value >= 0)
        before.push_back(packed(value, other));
      if (const auto value = score(own, stop, out[other]); value >= 0) after.push_back(packed(value, other));
      nearest.push_back(packed(out[other], other));
    }
    keep_smallest(before, positions);
    keep_smallest(after, positions);
    keep_smallest(nearest, near - 1);
    for (const auto pair : before)
      found.before.add(customer, {number_of(pair), problem.travel.at(number_of(pair), customer)});
    for (const auto pair : after) found.after.add(customer, {number_of(pair), out[number_of(pair)]});
    found.near.add(customer, {customer, 0});
    for (const auto pair : nearest) found.near.add(customer, {number_of(pair), out[number_of(pair)]});
  }
  return found;
}

}  // namespace dispatch::search
