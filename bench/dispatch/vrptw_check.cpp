#include "bench/dispatch/vrptw_check.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <sstream>

namespace bench {
namespace {

struct Row {
  double x, y;
  long demand, ready, due, service;
};

struct Rows {
  long vehicles = 0;
  long capacity = 0;
  std::map<int, Row> rows;
};

Rows read(const std::filesystem::path& file) {
  std::ifstream stream(file);
  Rows found;
  std::string line;
  while (std::getline(stream, line)) {
    std::istringstream words(line);
    std::vector<double> values;
    for (double value = 0; words >> value;) values.push_back(value);
    if (values.size() == 2 && found.rows.empty()) {
      found.vehicles = std::lround(values[0]);
      found.capacity = std::lround(values[1]);
    } else if (values.size() == 7) {
      found.rows[static_cast<int>(values[0])] = {values[1],
                                                 values[2],
                                                 std::lround(values[3]),
                                                 std::lround(values[4] * 10),
                                                 std::lround(values[5] * 10),
                                                 std::lround(values[6] * 10)};
    }
  }
  return found;
}

long travel(const Row& from, const Row& to) {
  return static_cast<long>(std::floor(10.0 * std::hypot(from.x - to.x, from.y - to.y)));
}

// Adds the route to the verdict; false where it breaks a rule.
bool drive(const Rows& instance, const std::vector<int>& route, Verdict& verdict) {
  const Row& depot = instance.rows.at(0);
  const Row* last = &depot;
  long time = depot.ready;
  long load = 0;
  for (const int customer : route) {
    const Row& row = instance.rows.at(customer);
    verdict.distance += travel(*last, row);
    time = std::max(time + travel(*last, row), row.ready);
    if (time > row.due) {
      verdict.fault = "customer " + std::to_string(customer) + " is reached too late";
      return false;
    }
    time += row.service;
    load += row.demand;
    last = &row;
  }
  verdict.distance += travel(*last, depot);
  if (time + travel(*last, depot) > depot.due) verdict.fault = "a route comes back too late";
  if (load > instance.capacity) verdict.fault = "a route carries too much";
  return verdict.fault.empty();
}

}  // namespace

Verdict check_vrptw(const std::filesystem::path& file, const std::vector<std::vector<int>>& routes,
                    int fleet) {
  Verdict verdict;
  const Rows instance = read(file);
  if (!instance.rows.contains(0)) {
    verdict.fault = "the instance has no depot";
    return verdict;
  }
  std::map<int, int> visits;
  long used = 0;
  for (const auto& route : routes) {
    if (route.empty()) continue;
    ++used;
    for (const int customer : route) {
      if (customer == 0 || !instance.rows.contains(customer)) {
        verdict.fault = "there is no customer " + std::to_string(customer);
        return verdict;
      }
      ++visits[customer];
    }
    if (!drive(instance, route, verdict)) return verdict;
  }
  for (const auto& [customer, row] : instance.rows)
    if (customer != 0 && visits[customer] != 1) {
      verdict.fault = "customer " + std::to_string(customer) + " is visited " +
                      std::to_string(visits[customer]) + " times";
      return verdict;
    }
  if (used > instance.vehicles || used > fleet) verdict.fault = std::to_string(used) + " routes are too many";
  return verdict;
}

}  // namespace bench
