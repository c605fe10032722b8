#pragma once
#include <algorithm>
#include <string>
#include <vector>

#include "dispatch/search/problem.h"

namespace tests {

/// The first rule that a plan breaks, in words; empty where it keeps all. Counted without the search's help.
inline std::string broken_rule(const dispatch::search::Problem& problem, const dispatch::search::Plan& plan) {
  std::vector<int> visits(problem.stops.size());
  if (static_cast<int>(plan.routes.size()) > problem.fleet) return "more routes than the fleet has";
  for (const auto& route : plan.routes) {
    if (route.empty()) return "an empty route";
    long time = problem.stops[0].ready;
    long load = 0;
    int last = 0;
    for (const int customer : route) {
      const auto& stop = problem.stops[static_cast<std::size_t>(customer)];
      ++visits[static_cast<std::size_t>(customer)];
      time = std::max<long>(time + problem.travel.at(last, customer), stop.ready);
      if (time > stop.due) return "late at " + std::to_string(customer);
      time += stop.service;
      load += stop.demand;
      last = customer;
    }
    if (time + problem.travel.at(last, 0) > problem.stops[0].due) return "late at the depot";
    if (load > problem.capacity) return "too much load";
  }
  for (const int customer : plan.unserved) ++visits[static_cast<std::size_t>(customer)];
  for (int customer = 1; customer <= problem.customers(); ++customer)
    if (visits[static_cast<std::size_t>(customer)] != 1) return "not once: " + std::to_string(customer);
  if (plan.distance != dispatch::search::distance_of(problem, plan.routes)) return "the distance is wrong";
  return {};
}

}  // namespace tests
