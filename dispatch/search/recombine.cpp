#include "dispatch/search/recombine.h"

#include <algorithm>

namespace dispatch::search {
namespace {

std::vector<int> route_of_each(const Sequences& plan, int customers) {
  std::vector<int> route(static_cast<std::size_t>(customers) + 1, -1);
  for (int index = 0; index < static_cast<int>(plan.size()); ++index)
    for (const int customer : plan[index]) route[customer] = index;
  return route;
}

std::vector<int> successors(const Sequences& plan, int customers) {
  std::vector<int> next(static_cast<std::size_t>(customers) + 1, -1);
  for (const auto& route : plan)
    for (std::size_t i = 0; i < route.size(); ++i) next[route[i]] = i + 1 < route.size() ? route[i + 1] : 0;
  return next;
}

}  // namespace

int distance_between(const Sequences& first, const Sequences& second, int customers) {
  const auto one = successors(first, customers);
  const auto two = successors(second, customers);
  int count = 0;
  for (int customer = 1; customer <= customers; ++customer) count += one[customer] != two[customer] ? 1 : 0;
  return count;
}

std::vector<int> differing(const Sequences& first, const Sequences& second, int customers) {
  const auto one = successors(first, customers);
  const auto two = successors(second, customers);
  std::vector<char> differs(static_cast<std::size_t>(customers) + 1);
  for (int customer = 1; customer <= customers; ++customer) {
    if (one[customer] == two[customer]) continue;
    differs[customer] = 1;
    for (const int next : {one[customer], two[customer]})
      if (next > 0) differs[next] = 1;
  }
  std::vector<int> found;
  for (int customer = 1; customer <= customers; ++customer)
    if (differs[customer] != 0) found.push_back(customer);
  return found;
}

Sequences exchange_routes(const Sequences& first, const Sequences& second, int customers, Random& random) {
  if (first.empty() || second.empty()) return first;
  const auto route_one = route_of_each(first, customers);
  const auto route_two = route_of_each(second, customers);
  // The routes that come: a chain of routes of the second plan, each sharing customers with what has gone so
  // far.
  const int routes = static_cast<int>(first.size());
  const int wanted = 1 + random.below(std::max(1, (routes + 1) / 2));
  std::vector<char> goes(first.size());
  std::vector<char> comes(second.size());
  std::vector<int> shared(second.size());
  int gone = 0;
  int candidate = random.below(routes);
  while (gone < wanted && candidate >= 0) {
    goes[candidate] = 1;
    ++gone;
    for (const int customer : first[candidate])
      if (route_two[customer] >= 0) ++shared[route_two[customer]];
    int best = -1;
    for (int index = 0; index < static_cast<int>(second.size()); ++index)
      if (comes[index] == 0 && shared[index] > 0 && (best < 0 || shared[index] > shared[best])) best = index;
    if (best < 0) break;
    comes[best] = 1;
    // Next goes the route of the first plan that the newcomers rob most.
    std::vector<int> robbed(first.size());
    for (int index = 0; index < static_cast<int>(second.size()); ++index)
      if (comes[index] != 0)
        for (const int customer : second[index])
          if (route_one[customer] >= 0) ++robbed[route_one[customer]];
    candidate = -1;
    for (int index = 0; index < routes; ++index)
      if (goes[index] == 0 && robbed[index] > 0 && (candidate < 0 || robbed[index] > robbed[candidate]))
        candidate = index;
  }
  Sequences child;
  std::vector<char> taken(static_cast<std::size_t>(customers) + 1);
  for (std::size_t index = 0; index < second.size(); ++index)
    if (comes[index] != 0) {
      child.push_back(second[index]);
      for (const int customer : second[index]) taken[customer] = 1;
    }
  for (std::size_t index = 0; index < first.size(); ++index) {
    if (goes[index] != 0) continue;
    auto& route = child.emplace_back();
    for (const int customer : first[index])
      if (taken[customer] == 0) route.push_back(customer);
    if (route.empty()) child.pop_back();
  }
  return child;
}

}  // namespace dispatch::search
