#pragma once
#include <cmath>
#include <random>

#include "dispatch/assignment/problem.h"

/// A small town for property tests: everything that a problem can have, by chance.
namespace tests {

struct Shape {
  int stops = 40;
  int crews = 6;
  bool breaks = true;
  bool ends = true;
  bool releases = true;
  bool parts = true;
  bool pins = true;
  bool published = true;
};

inline dispatch::assignment::Stop random_stop(std::mt19937_64& random, const Shape& shape, int number,
                                              int place) {
  using namespace dispatch::assignment;
  const auto chance = [&](int percent) { return static_cast<int>(random() % 100) < percent; };
  const auto from_to = [&](int from, int to) {
    return from + static_cast<int>(random() % static_cast<std::uint64_t>(to - from + 1));
  };
  Stop stop;
  stop.work_orders = {1000 + number};
  stop.place = place;
  stop.level = static_cast<Level>(from_to(0, 2));
  stop.duration = from_to(300, 5400);
  stop.spread = stop.duration / 3;
  stop.targets.push_back({from_to(0, 36000), 0});
  if (chance(50)) stop.targets.push_back({from_to(0, 50000), stop.duration});
  stop.skills.require(from_to(0, 3), from_to(1, 2));
  if (chance(70)) stop.area = from_to(0, 4);
  if (shape.releases && chance(30)) stop.release = from_to(0, 20000);
  if (shape.parts && chance(20)) stop.parts = {{from_to(0, 2), 1}};
  if (shape.pins && chance(10)) stop.pinned_crew = from_to(0, shape.crews - 1);
  if (shape.pins && chance(10)) stop.pinned_start = from_to(0, 30000);
  if (shape.published && chance(40)) stop.published_crew = from_to(0, shape.crews - 1);
  if (shape.published && chance(30)) stop.announced_start = from_to(0, 30000);
  if (chance(20)) stop.preferred_crew = from_to(0, shape.crews - 1);
  if (chance(50)) stop.targets.front().doubt = from_to(60, 1800);
  if (chance(20)) stop.told_nobody = true;
  stop.postponed_start = 86400;
  return stop;
}

inline dispatch::assignment::Crew random_crew(std::mt19937_64& random, const Shape& shape, int number,
                                              int place) {
  using namespace dispatch::assignment;
  const auto chance = [&](int percent) { return static_cast<int>(random() % 100) < percent; };
  const auto from_to = [&](int from, int to) {
    return from + static_cast<int>(random() % static_cast<std::uint64_t>(to - from + 1));
  };
  Crew crew;
  crew.id = 1 + number;
  crew.place = place;
  crew.free_at = from_to(0, 5000);
  crew.shift_end = from_to(20000, 36000);
  crew.most_overtime = chance(50) ? 3600 : 0;
  if (shape.ends && chance(40)) crew.end_place = place;
  if (shape.breaks && chance(60)) {
    const int noon = from_to(2000, 15000);
    crew.breaks.push_back({noon, noon + 2700});
    if (chance(40)) crew.breaks.push_back({noon + 6000, noon + 6900});
  }
  for (int skill = 0; skill < 4; ++skill)
    if (chance(75)) crew.skills.add(skill, from_to(1, 3));
  if (chance(40)) {
    crew.areas.assign(5, false);
    for (int area = 0; area < 5; ++area) crew.areas[static_cast<std::size_t>(area)] = chance(70);
  }
  crew.stock = {2, 1, 0};
  if (chance(50)) crew.price_per_minute = from_to(0, 30);
  crew.capacity = chance(20) ? 5 : 1000;
  crew.on_call = chance(10);
  return crew;
}

/// A problem on a square of 20 km; there and back differ.
inline dispatch::assignment::Problem random_problem(std::uint64_t seed, const Shape& shape = {}) {
  std::mt19937_64 random(seed);
  dispatch::assignment::Problem problem;
  std::vector<std::pair<int, int>> points;
  const auto place = [&] {
    points.emplace_back(random() % 20000, random() % 20000);
    return problem.travel.add([&](int from, int to) {
      const auto& [x, y] = points[static_cast<std::size_t>(from)];
      const auto& [u, v] = points[static_cast<std::size_t>(to)];
      return static_cast<dispatch::Seconds>(std::hypot(x - u, y - v) / 8 + (from % 3) * 10);
    });
  };
  for (int i = 0; i < shape.crews; ++i) {
    const int at = place();
    problem.crews.push_back(random_crew(random, shape, i, at));
  }
  for (int i = 0; i < shape.stops; ++i) {
    const int at = place();
    problem.stops.push_back(random_stop(random, shape, i, at));
  }
  return problem;
}

}  // namespace tests
