#include "dispatch/travel.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace dispatch {
namespace {

struct Road {
  double detour;
  double metres_per_second;
  Seconds leaving;  ///< until the van is on its way
};

// Planning values, to be corrected from recorded arrivals; none is measured in Lucheng.
constexpr std::array<Road, 3> roads{Road{1.25, 11.0, 30}, Road{1.35, 8.5, 45}, Road{1.5, 6.0, 75}};

}  // namespace

Seconds StraightLineTravel::seconds(const TravelPoint& from, const TravelPoint& to) const {
  const double metres = models::distance_metres(from.position, to.position);
  if (!(metres >= 1)) return 0;
  const auto& leave = roads[static_cast<std::size_t>(from.road)];
  const auto& enter = roads[static_cast<std::size_t>(to.road)];
  // Half of the way is like the one end, half like the other.
  const double pace = (leave.detour / leave.metres_per_second + enter.detour / enter.metres_per_second) / 2;
  const double seconds = metres * pace + leave.leaving;
  return static_cast<Seconds>(std::lround(std::min(seconds, 24.0 * 3600)));
}

int TravelMatrix::make_room() {
  const auto wanted = static_cast<std::size_t>(size_) + 1;
  if (wanted > stride_) {
    const std::size_t stride = std::max<std::size_t>(64, stride_ * 2);
    std::vector<Seconds> cells(stride * stride, 0);
    for (int from = 0; from < size_; ++from)
      std::copy_n(row(from), size_, cells.begin() + static_cast<std::ptrdiff_t>(stride) * from);
    cells_ = std::move(cells);
    stride_ = stride;
  }
  return size_++;
}

}  // namespace dispatch
