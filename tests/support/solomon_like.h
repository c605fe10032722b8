#pragma once
#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "dispatch/search/problem.h"
#include "dispatch/search/random.h"

namespace tests {

enum class Layout { random, clustered, mixed };

/// An invented instance in the manner of Solomon's: same layout, size and seed, same instance.
struct SolomonLike {
  Layout layout = Layout::random;
  int customers = 50;
  bool long_routes = false;  ///< large capacity, long day, as in the second half of each class
  double windows = 0.75;     ///< share of customers with a window of their own
};

inline dispatch::search::Problem solomon_like(const SolomonLike& wanted, std::uint64_t seed) {
  dispatch::search::Random random(seed);
  dispatch::search::Problem problem;
  const int day = wanted.long_routes ? 10'000 : 2'300;
  problem.capacity = wanted.long_routes ? 1000 : 200;
  problem.fleet = std::max(2, wanted.customers / 4);
  std::vector<std::pair<double, double>> points{{50, 50}};
  std::vector<std::pair<double, double>> centres;
  centres.reserve(8);
  for (int i = 0; i < 8; ++i) centres.emplace_back(random.unit() * 100, random.unit() * 100);
  problem.stops.push_back({0, 0, day, 0});
  for (int i = 0; i < wanted.customers; ++i) {
    const bool clustered =
        wanted.layout == Layout::clustered || (wanted.layout == Layout::mixed && i % 2 == 0);
    const auto& centre = centres[static_cast<std::size_t>(random.below(8))];
    points.emplace_back(clustered ? centre.first + random.unit() * 8 : random.unit() * 100,
                        clustered ? centre.second + random.unit() * 8 : random.unit() * 100);
    const auto out =
        static_cast<int>(10 * std::hypot(points.back().first - 50, points.back().second - 50)) + 1;
    dispatch::search::Stop stop{1 + random.below(30), 0, day - out - 100, 100};
    if (random.unit() < wanted.windows) {
      const int middle = out + random.below(std::max(1, day - 2 * out - 100));
      const int width = 50 + random.below(day / 8);
      stop.ready = std::max(0, middle - width);
      stop.due = std::min(stop.due, middle + width);
    }
    problem.stops.push_back(stop);
  }
  const auto size = static_cast<int>(points.size());
  problem.travel = dispatch::search::Matrix(size);
  for (int from = 0; from < size; ++from)
    for (int to = 0; to < size; ++to) {
      const auto& one = points[static_cast<std::size_t>(from)];
      const auto& two = points[static_cast<std::size_t>(to)];
      problem.travel.set(from, to,
                         static_cast<int>(10 * std::hypot(one.first - two.first, one.second - two.second)));
    }
  return problem;
}

}  // namespace tests
