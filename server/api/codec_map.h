#pragma once
#include <string>
#include <vector>

#include "models/ids.h"
#include "server/api/map_tiles.h"

namespace api {

inline constexpr std::size_t most_map_points = 50'000;

/// What the staff's map is drawn from, beside the orders and the plan.
struct MapView {
  struct Point {
    models::FacilityId id;
    std::string facility_class;
    std::string village;
    double latitude = 0;
    double longitude = 0;
  };
  MapTiles tiles;
  std::vector<Point> points{};
  bool more = false;  ///< there are more than most_map_points
};

std::string write(const MapView& view);

}  // namespace api
