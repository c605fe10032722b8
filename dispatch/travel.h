#pragma once
#include <cstdint>
#include <functional>
#include <vector>

#include "models/place.h"

namespace dispatch {

/// A length or a moment in a plan.
using Seconds = std::int32_t;

/// How a place is reached. A van is slower, and goes further round, on a village lane than on a main road.
enum class RoadClass : std::uint8_t { main_road, village_road, lane };

/// A point that somebody may drive to or from.
struct TravelPoint {
  models::Position position;
  RoadClass road = RoadClass::village_road;
};

/// How long it takes to drive. The port behind which a road network can stand.
///
/// Units   whole seconds, at least 0; there and back may differ
class TravelModel {
 public:
  virtual ~TravelModel() = default;
  virtual Seconds seconds(const TravelPoint& from, const TravelPoint& to) const = 0;
};

/// Great-circle distance, times the detour and divided by the speed of the two ends' road classes. Leaving a
/// lane costs more than entering it (turning the van): so there and back differ, as they do on roads.
///
/// Source  docs/decisions/0012-travel-times-without-a-road-network.md
class StraightLineTravel : public TravelModel {
 public:
  Seconds seconds(const TravelPoint& from, const TravelPoint& to) const override;
};

/// Seconds between numbered places; grows by one place at a time. Kept in both directions, because a scan
/// asks from everywhere to one place as often as from one place to everywhere, and columns are slow to read.
class TravelMatrix {
 public:
  int size() const { return size_; }
  Seconds operator()(int from, int to) const {
    return cells_[static_cast<std::size_t>(from) * stride_ + static_cast<std::size_t>(to)];
  }
  const Seconds* from(int place) const { return &cells_[static_cast<std::size_t>(place) * stride_]; }
  const Seconds* to(int place) const { return &back_[static_cast<std::size_t>(place) * stride_]; }
  void set(int from, int to, Seconds seconds) {
    cells_[static_cast<std::size_t>(from) * stride_ + static_cast<std::size_t>(to)] = seconds;
    back_[static_cast<std::size_t>(to) * stride_ + static_cast<std::size_t>(from)] = seconds;
  }
  /// Adds a place; `between(from, to)` is asked for every pair with it. The place's number is the answer.
  template <class Between>
  int add(const Between& between) {
    const int place = make_room();
    for (int other = 0; other < place; ++other) {
      set(place, other, between(place, other));
      set(other, place, between(other, place));
    }
    return place;
  }
  /// Makes room for so many at once, so that growing does not copy them again and again.
  void reserve(int places);
  /// So many places more, at no distance from anywhere until `set` says otherwise.
  void add_unknown(int places) {
    reserve(size_ + places);
    size_ += places;
  }

 private:
  int make_room();
  int size_ = 0;
  std::size_t stride_ = 0;
  std::vector<Seconds> cells_, back_;
};

}  // namespace dispatch
