#pragma once
#include <optional>
#include <string>

namespace models {

/// A text people read, in the two languages of every screen.
struct LocalizedText {
  std::string zh;
  std::string en;
  bool operator==(const LocalizedText&) const = default;
};

/// A point on the ground.
///
/// Units   degrees, WGS-84
/// Shape   source: where the point comes from: synthetic, inspection, phone, caller, import
struct Position {
  double latitude = 0;
  double longitude = 0;
  std::string source;
};

/// Great-circle distance in metres on a sphere of 6,371,008.8 m.
double distance_metres(const Position& from, const Position& to);

/// Where something is wrong, as exactly as the reporter knows: at least one of the four is filled.
struct Place {
  std::string village_code;  ///< 12 digits, empty when not known
  std::string address;
  std::optional<Position> position;
};

}  // namespace models
