#pragma once
#include <cstdint>
#include <random>

#include "dispatch/assignment/live_plan.h"

namespace bench {

/// A made-up town for the questions of speed: crews with three of eight skills, orders of three levels, all
/// by chance from the seed. Nothing in it is real.
class MadeTown {
 public:
  MadeTown(int crews, double side_metres, std::uint64_t seed) : side_(side_metres), random_(seed) {
    for (int i = 0; i < crews; ++i) {
      dispatch::assignment::Crew crew;
      crew.id = i + 1;
      crew.place = problem_.travel.add(measure(point()));
      crew.shift_end = 36000;
      crew.most_overtime = 1800;
      for (int k = 0; k < 3; ++k) crew.skills.add(below(8), 2);
      problem_.crews.push_back(std::move(crew));
    }
  }

  dispatch::assignment::Problem& problem() { return problem_; }

  /// The place must be added to the matrix of the plan that gets the stop: see `measure`.
  dispatch::assignment::Stop stop(int now) {
    dispatch::assignment::Stop stop;
    stop.work_orders = {++orders_};
    const int kind = below(10);
    stop.level = static_cast<dispatch::assignment::Level>(kind == 0 ? 0 : kind < 4 ? 1 : 2);
    stop.duration = 900 + below(3600);
    const int limit = kind == 0 ? 3600 : kind < 4 ? 14400 : 36000 - below(20000);
    stop.targets = {{now + limit, 0}, {now + limit + 7200, stop.duration}};
    stop.skills.require(below(8), 1);
    stop.postponed_start = 36000 + 50400;
    return stop;
  }

  std::pair<double, double> point() {
    points_.emplace_back(side_ * unit(), side_ * unit());
    return points_.back();
  }
  std::function<dispatch::Seconds(int, int)> measure(std::pair<double, double>) {
    return [this](int from, int to) {
      const auto& a = points_[static_cast<std::size_t>(from)];
      const auto& b = points_[static_cast<std::size_t>(to)];
      return static_cast<dispatch::Seconds>(std::hypot(a.first - b.first, a.second - b.second) * 0.13);
    };
  }
  int below(int count) { return static_cast<int>(random_() % static_cast<std::uint64_t>(count)); }

 private:
  double unit() { return static_cast<double>(random_() >> 11) * 0x1.0p-53; }
  double side_;
  std::mt19937_64 random_;
  dispatch::assignment::Problem problem_;
  std::vector<std::pair<double, double>> points_;
  std::int64_t orders_ = 0;
};

}  // namespace bench
