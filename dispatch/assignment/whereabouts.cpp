#include "dispatch/assignment/whereabouts.h"

#include <algorithm>
#include <cmath>

#include "dispatch/assignment/snapshot.h"

namespace dispatch::assignment {
namespace {

bool on_earth(const models::Position& position) {
  return std::isfinite(position.latitude) && std::isfinite(position.longitude) &&
         std::abs(position.latitude) <= 90 && std::abs(position.longitude) <= 180;
}

// Lamps and toilets stand where the van can stop; to a household the last stretch is a lane.
RoadClass road_of(const models::WorkOrder& order) {
  if (order.place.village_code.empty()) return RoadClass::main_road;
  const bool beside_the_road = !order.circuit.empty() || order.facility_class == "toilet";
  return beside_the_road ? RoadClass::village_road : RoadClass::lane;
}

double median(std::vector<double> all) {
  const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
  std::nth_element(all.begin(), middle, all.end());
  return *middle;
}

}  // namespace

Whereabouts::Whereabouts(models::Transaction& tx, const std::vector<models::WorkOrder>& orders,
                         const std::vector<models::Crew>& crews)
    : tx_(tx) {
  std::vector<double> latitudes, longitudes;
  const auto take = [&](const std::optional<models::Position>& position) {
    if (!position || !on_earth(*position)) return;
    latitudes.push_back(position->latitude);
    longitudes.push_back(position->longitude);
  };
  for (const auto& order : orders) {
    const auto& code = order.place.village_code;
    if (code.empty() || villages_.count(code) > 0) continue;
    const auto village = tx.villages().find(code);
    villages_[code] = village ? village->position : std::nullopt;
    take(villages_[code]);
  }
  for (const auto& crew : crews) take(crew.base);
  // The median: one wrong village does not move the town.
  if (!latitudes.empty()) middle_ = models::Position{median(latitudes), median(longitudes), "middle"};
}

bool Whereabouts::usable(const std::optional<models::Position>& position,
                         std::vector<std::string>* notes) const {
  if (!position) return false;
  const char* wrong = nullptr;
  if (!on_earth(*position))
    wrong = "position_out_of_range";
  else if (middle_ && models::distance_metres(*position, *middle_) > farthest_metres)
    wrong = "position_far_away";  // as when latitude and longitude were swapped
  if (wrong != nullptr && notes != nullptr) notes->emplace_back(wrong);
  return wrong == nullptr;
}

TravelPoint Whereabouts::of(const models::WorkOrder& order, std::vector<std::string>& notes) const {
  const auto road = road_of(order);
  if (usable(order.place.position, &notes)) return {*order.place.position, road};
  // The order has its facility's position from its opening; only a wrong one makes it worth asking again.
  if (order.facility)
    if (const auto facility = tx_.facilities().find(order.facility);
        facility && usable(facility->position, nullptr))
      return {*facility->position, road};
  const auto village = villages_.find(order.place.village_code);
  if (village != villages_.end() && usable(village->second, nullptr)) return {*village->second, road};
  notes.emplace_back("position_unknown");
  return {middle_.value_or(models::Position{}), road};
}

TravelPoint Whereabouts::of(const models::Crew& crew) const {
  if (usable(crew.base, nullptr)) return {*crew.base, RoadClass::main_road};
  return {middle_.value_or(models::Position{}), RoadClass::main_road};
}

}  // namespace dispatch::assignment
