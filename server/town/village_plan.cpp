#include "server/town/village_plan.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace town {
namespace {

// At 39.88 degrees north, where the town lies; written out because cos() differs in its last digit by
// library.
constexpr double metres_per_degree_north = 111'195.0;
constexpr double metres_per_degree_east = 85'330.0;
constexpr double half_length = 266;  // of a lane
constexpr double half_width = 300;   // from the first lane to the last

double round_degrees(double degrees) { return std::round(degrees * 1e6) / 1e6; }

}  // namespace

std::size_t Chance::below(std::size_t count) {
  const std::uint64_t limit = UINT64_MAX - UINT64_MAX % count;
  for (;;)
    if (const auto value = engine_(); value < limit) return value % count;
}

std::vector<std::size_t> share_out(std::size_t total, const std::vector<std::size_t>& weights) {
  const auto sum = std::accumulate(weights.begin(), weights.end(), std::size_t{0});
  std::vector<std::size_t> shares;
  // Each gets what the running sum has gained: rounding never adds up to an error.
  std::size_t weight = 0, given = 0;
  for (const auto item : weights) {
    weight += item;
    shares.push_back(total * weight / sum - given);
    given += shares.back();
  }
  return shares;
}

VillagePlan::VillagePlan(const models::Village& village, std::size_t lanes, Chance& chance)
    : centre_(village.position.value_or(models::Position{39.901547, 116.741787, ""})),
      lanes_(std::max<std::size_t>(lanes, 1)) {
  // A turn of up to about 17 degrees, without sine and cosine (see above).
  const double half_turn = (chance.unit() - 0.5) * 0.3;
  cosine_ = (1 - half_turn * half_turn) / (1 + half_turn * half_turn);
  sine_ = 2 * half_turn / (1 + half_turn * half_turn);
  bend_ = (chance.unit() - 0.5) * 50;
}

models::Position VillagePlan::at(std::size_t lane, double along, double metres_beside) const {
  const double lane_at =
      lanes_ == 1 ? 0 : 2.0 * static_cast<double>(lane) / static_cast<double>(lanes_ - 1) - 1;
  const double x = along * half_length;
  const double y = lane_at * half_width + bend_ * along * along + metres_beside;
  const double east = x * cosine_ - y * sine_;
  const double north = x * sine_ + y * cosine_;
  return {round_degrees(centre_.latitude + north / metres_per_degree_north),
          round_degrees(centre_.longitude + east / metres_per_degree_east), "synthetic"};
}

}  // namespace town
