#include "dispatch/search/engine.h"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "dispatch/search/neighbours.h"
#include "dispatch/search/schedule.h"
#include "dispatch/search/window_model.h"

namespace dispatch::search {
namespace {

constexpr std::int32_t narrow_limit = 65'535;

// The numbers of the stops so that near customers have near numbers and their rows share lines of the cache:
// always on to the nearest that is left. Shape: position -> number in the problem; the depot stays 0.
std::vector<int> near_numbers(const Problem& problem) {
  std::vector<int> order{0};
  std::vector<int> left;
  for (int customer = 1; customer <= problem.customers(); ++customer) left.push_back(customer);
  while (!left.empty()) {
    const std::int32_t* travel = problem.travel.from(order.back());
    std::size_t nearest = 0;
    for (std::size_t i = 1; i < left.size(); ++i)
      if (travel[left[i]] < travel[left[nearest]]) nearest = i;
    order.push_back(left[nearest]);
    left[nearest] = left.back();
    left.pop_back();
  }
  return order;
}

Problem renumbered(const Problem& problem, const std::vector<int>& order) {
  Problem other;
  other.fleet = problem.fleet;
  other.capacity = problem.capacity;
  other.travel = Matrix(problem.travel.size());
  for (int from = 0; from < problem.travel.size(); ++from) {
    other.stops.push_back(problem.stops[order[from]]);
    const std::int32_t* travel = problem.travel.from(order[from]);
    std::int32_t* row = other.travel.row(from);
    for (int to = 0; to < problem.travel.size(); ++to) row[to] = travel[order[to]];
  }
  return other;
}

bool narrow(const Matrix& travel) {
  for (int from = 0; from < travel.size(); ++from)
    for (int to = 0; to < travel.size(); ++to)
      if (travel.at(from, to) > narrow_limit) return false;
  return true;
}

template <class Value>
Sequences search_with(const Problem& problem, const StopRule& stop, std::uint64_t seed,
                      SearchReport& report) {
  const WindowModel<Value> model(problem);
  const Neighbours neighbours = find_neighbours(problem, NeighbourWidths{});
  Schedule<WindowModel<Value>> schedule(model, neighbours, LoopSettings{}, ScheduleSettings{}, stop, seed);
  Sequences found = schedule.run();
  report.iterations = schedule.iterations();
  report.children = schedule.children();
  report.pools = schedule.pools();
  return found;
}

}  // namespace

StopRule stop_after(std::int64_t iterations) {
  return [iterations](std::int64_t so_far) {
    const double done = iterations > 0 ? static_cast<double>(so_far) / static_cast<double>(iterations) : 1.0;
    return Progress{so_far >= iterations, std::min(1.0, done)};
  };
}

Plan improve(const Problem& problem, const StopRule& stop, std::uint64_t seed, SearchReport* report) {
  if (const auto wrong = fault(problem); !wrong.empty()) throw std::invalid_argument(wrong);
  Plan plan;
  SearchReport own;
  if (problem.customers() > 0 && problem.fleet > 0) {
    const auto order = near_numbers(problem);
    const Problem local = renumbered(problem, order);
    plan.routes = narrow(local.travel) ? search_with<std::uint16_t>(local, stop, seed, own)
                                       : search_with<std::int32_t>(local, stop, seed, own);
    for (auto& route : plan.routes)
      for (int& customer : route) customer = order[customer];
  }
  std::vector<char> served(problem.stops.size());
  for (const auto& route : plan.routes)
    for (const int customer : route) served[customer] = 1;
  for (int customer = 1; customer <= problem.customers(); ++customer)
    if (served[customer] == 0) plan.unserved.push_back(customer);
  plan.distance = distance_of(problem, plan.routes);
  if (report != nullptr) *report = own;
  return plan;
}

}  // namespace dispatch::search
