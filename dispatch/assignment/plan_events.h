#pragma once
#include "dispatch/change.h"
#include "models/plan.h"

namespace dispatch::assignment {

/// Appends one fact about the plan as a whole: of no order and no village.
void tell_of_plan(models::Transaction& tx, const models::Actor& actor, models::Time now,
                  models::EventKind kind, const models::Publication& publication);
void tell_of_town(models::Transaction& tx, const models::Actor& actor, models::Time now,
                  models::EventKind kind, models::CrewId crew, const std::string& village_code,
                  Details details);

}  // namespace dispatch::assignment
