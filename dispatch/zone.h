#pragma once
#include <optional>
#include <string>
#include <vector>

#include "models/time.h"

namespace dispatch {

/// How far a town's clocks are ahead of UTC, from a moment on.
struct ZoneOffset {
  models::Time from{};
  models::Duration ahead{0};
};

/// The offsets of an IANA zone between two moments, oldest first; the first holds from before `from`.
///
/// Errors  nothing for a zone that is not known here
std::optional<std::vector<ZoneOffset>> zone_offsets(const std::string& zone, models::Time from,
                                                    models::Time to);

/// Errors  nothing for a zone that is not known here
std::optional<models::Duration> zone_offset_at(const std::string& zone, models::Time at);

bool is_zone(const std::string& zone);

}  // namespace dispatch
