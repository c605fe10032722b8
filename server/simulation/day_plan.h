#pragma once
#include <functional>
#include <vector>

#include "server/simulation/simulation.h"

namespace simulation {

/// The numbered places, crews and stops of the plan that is open now, and what they stand for.
class DayPlan {
 public:
  struct Place {
    dispatch::TravelPoint point;
    Seconds leaving = 0;  ///< added to each drive from here
  };

  void clear(dispatch::assignment::Problem& problem);
  /// Adds a place to the list and to the problem's matrix.
  int add_place(const Place& place, dispatch::assignment::Problem& problem);
  int add_place(const Place& place, Policy& policy);
  Seconds travel(int from, int to) const;

  std::vector<int> duty_of_crew;
  std::vector<int> crew_of_duty;  ///< nobody: not in this plan
  std::vector<int> place_of_crew;
  std::vector<int> order_of_stop;
  std::vector<int> place_of_stop;

 private:
  std::function<Seconds(int, int)> between() const {
    return [this](int from, int to) { return travel(from, to); };
  }
  dispatch::StraightLineTravel roads_;
  std::vector<Place> places_;
};

}  // namespace simulation
