#pragma once
#include <optional>
#include <string>
#include <vector>

#include "models/catalog.h"
#include "models/ids.h"
#include "models/place.h"

namespace models {

/// People who go out together.
///
/// Shape   villages empty = every village; shifts empty = always on shift
/// Units   shifts in minutes since local midnight, town time
struct Crew {
  CrewId id;
  std::string code;  ///< unique, e.g. heat-1
  LocalizedText name;
  std::vector<std::string> skills;
  std::vector<std::string> villages;
  std::vector<WorkingSpan> shifts;
  int utc_offset_seconds = 8 * 3600;
  bool on_call = false;  ///< may be sent outside its shifts, for danger and urgent orders only
  int capacity = 20;     ///< orders in hand above which it takes no more
  std::string phone;
  std::optional<Position> base;
  bool active = true;
  std::string contractor{};  ///< the organisation it belongs to; empty: the town's own
};

}  // namespace models
