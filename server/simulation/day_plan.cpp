#include "server/simulation/day_plan.h"

namespace simulation {

void DayPlan::clear(dispatch::assignment::Problem& problem) {
  problem = {};
  places_.clear();
  duty_of_crew.clear();
  place_of_crew.clear();
  order_of_stop.clear();
  place_of_stop.clear();
}

int DayPlan::add_place(const Place& place, dispatch::assignment::Problem& problem) {
  places_.push_back(place);
  return problem.travel.add(between());
}

int DayPlan::add_place(const Place& place, Policy& policy) {
  places_.push_back(place);
  return policy.add_place(between());
}

Seconds DayPlan::travel(int from, int to) const {
  const auto& leave = places_[static_cast<std::size_t>(from)];
  return roads_.seconds(leave.point, places_[static_cast<std::size_t>(to)].point) + leave.leaving;
}

}  // namespace simulation
