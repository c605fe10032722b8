#pragma once
#include <optional>
#include <string>

#include "dispatch/assignment/planning.h"

namespace dispatch::assignment {

/// As crew_unavailable of planning.h, for whoever was found to be allowed to say it.
models::Result<CrewAway> send_away(models::Transaction& tx, const models::Actor& actor, models::CrewId crew,
                                   const std::optional<models::Time>& until, const std::string& reason,
                                   models::Time now);

}  // namespace dispatch::assignment
