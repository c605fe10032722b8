#pragma once
#include <optional>
#include <string>

#include "dispatch/lifecycle.h"
#include "models/error.h"
#include "models/store.h"

namespace dispatch {

/// Asks the planning engine who should go to an order now.
///
/// Shape   crew 0 when nobody can, or when waiting costs less; considered: every crew, first those that can
/// go by
///         cost and id, then the others with their first excluding rule
/// Units   considered cost in minutes of travel: what the whole plan pays more
models::AssignmentDecision choose_crew(models::Transaction& tx, const models::WorkOrder& order,
                                       models::Time now);

/// Sends a crew: the given one (a person's choice, with a reason when a rule is against it) or the engine's.
/// A person's choice is kept as a pin, and as an override when the engine would have chosen another.
///
/// Errors  as all verbs of lifecycle.h; invalid for an unknown or inactive crew; conflict when no crew fits
models::Result<models::WorkOrder> assign(models::Transaction& tx, const Step& step,
                                         const std::optional<models::CrewId>& crew,
                                         const std::string& reason);

/// Sends the engine's crew where the planning mode is automatic; leaves the order open otherwise, with the
/// reasons. For orders just opened, and for the
/// worker that looks again when shifts begin.
bool assign_automatically(models::Transaction& tx, models::WorkOrder& order, models::Time now);

}  // namespace dispatch
