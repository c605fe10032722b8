#include "dispatch/search/problem.h"

namespace dispatch::search {

std::string fault(const Problem& problem) {
  if (problem.stops.empty()) return "there is no depot";
  if (problem.customers() > customers_limit)
    return "more than " + std::to_string(customers_limit) + " customers";
  if (problem.travel.size() != static_cast<int>(problem.stops.size()))
    return "the travel matrix and the stops differ in number";
  if (problem.fleet < 0) return "the fleet is negative";
  if (problem.capacity < 0 || problem.capacity > value_limit) return "the capacity is out of range";
  const auto wrong = [](std::int32_t value) { return value < 0 || value > value_limit; };
  for (const auto& stop : problem.stops)
    if (wrong(stop.demand) || wrong(stop.ready) || wrong(stop.due) || wrong(stop.service))
      return "a demand or time is out of range";
  for (int from = 0; from < problem.travel.size(); ++from)
    for (int to = 0; to < problem.travel.size(); ++to)
      if (wrong(problem.travel.at(from, to))) return "a travel time is out of range";
  return {};
}

Cost distance_of(const Problem& problem, const std::vector<std::vector<int>>& routes) {
  Cost total = 0;
  for (const auto& route : routes) {
    int last = 0;
    for (const int stop : route) {
      total += problem.travel.at(last, stop);
      last = stop;
    }
    total += problem.travel.at(last, 0);
  }
  return total;
}

}  // namespace dispatch::search
