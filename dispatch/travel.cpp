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
  if (static_cast<std::size_t>(size_) == stride_) reserve(static_cast<int>(stride_ * 5 / 4) + 1);
  return size_++;
}

void TravelMatrix::reserve(int places) {
  if (static_cast<std::size_t>(std::max(0, places)) <= stride_) return;
  const std::size_t stride = (static_cast<std::size_t>(places) + 63) / 64 * 64;
  for (auto* cells : {&cells_, &back_}) {
    std::vector<Seconds> moved(stride * stride, 0);
    for (int place = 0; place < size_; ++place)
      std::copy_n(cells->begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(place) * stride_),
                  size_,
                  moved.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(place) * stride));
    *cells = std::move(moved);
  }
  stride_ = stride;
}

}  // namespace dispatch
