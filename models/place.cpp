#include "models/place.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace models {

double distance_metres(const Position& from, const Position& to) {
  constexpr double radius_metres = 6'371'008.8;
  constexpr double radians = std::numbers::pi / 180;
  const double half_latitude = std::sin((to.latitude - from.latitude) * radians / 2);
  const double half_longitude = std::sin((to.longitude - from.longitude) * radians / 2);
  const double haversine = half_latitude * half_latitude + std::cos(from.latitude * radians) *
                                                               std::cos(to.latitude * radians) *
                                                               half_longitude * half_longitude;
  // Rounding can carry antipodes just over 1, where asin is not defined.
  return 2 * radius_metres * std::asin(std::sqrt(std::clamp(haversine, 0.0, 1.0)));
}

}  // namespace models
