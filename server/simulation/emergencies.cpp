#include <limits>
#include <map>

#include "server/simulation/simulation.h"

namespace simulation {
namespace {

// The neighbourhood of a place: the nearest base of a crew that knows the trade.
int neighbourhood(const Town& town, const WorldOrder& order) {
  const auto& skill = town.skills[static_cast<std::size_t>(order.skill)];
  int nearest = -1;
  double shortest = std::numeric_limits<double>::max();
  for (std::size_t i = 0; i < town.crews.size(); ++i) {
    const auto& crew = town.crews[i];
    bool knows = false;
    for (const auto& one : crew.skills) knows = knows || one == skill;
    if (!knows || !crew.base) continue;
    const double metres = models::distance_metres(*crew.base, order.position);
    if (metres >= shortest) continue;
    shortest = metres;
    nearest = static_cast<int>(i);
  }
  return nearest;
}

struct Sum {
  double latitude = 0, longitude = 0;
  int count = 0;
};

}  // namespace

std::vector<Emergency> expected_emergencies(Town& town, const WorldOptions& options, int worlds) {
  constexpr std::uint64_t other_years = 1'000'003;
  std::map<std::pair<int, int>, Sum> sums;  // skill, neighbourhood
  for (int i = 0; i < worlds; ++i) {
    auto other = options;
    other.seed = options.seed + other_years + static_cast<std::uint64_t>(i);
    for (const auto& order : make_world(town, other).orders) {
      if (order.severity != models::Severity::danger || order.skill < 0) continue;
      auto& sum = sums[{order.skill, neighbourhood(town, order)}];
      sum.latitude += order.position.latitude;
      sum.longitude += order.position.longitude;
      ++sum.count;
    }
  }
  std::vector<Emergency> found;
  const double hours = 24.0 * options.days * worlds;
  for (const auto& [key, sum] : sums)
    found.push_back(
        {key.first, {sum.latitude / sum.count, sum.longitude / sum.count, "synthetic"}, sum.count / hours});
  return found;
}

}  // namespace simulation
