#pragma once
#include <optional>
#include <string>

#include "dispatch/lifecycle.h"
#include "models/error.h"
#include "models/store.h"

namespace dispatch {

/// Looks at every crew for an order: skill, area, shift, load; the reasons with it.
///
/// Shape   crew 0 when none fits; considered: every crew, first those that fit by cost and id, then the
/// others
///         with their first excluding rule (inactive, skill, area, shift, capacity)
/// Units   cost in minutes: 30 for each order in hand + travel from base at 30 km/h with a detour of 1.3
models::AssignmentDecision choose_crew(models::Transaction& tx, const models::WorkOrder& order,
                                       models::Time now);

/// Sends a crew: the given one (a person's choice, with a reason when a rule is against it) or the rule's.
///
/// Errors  as all verbs of lifecycle.h; invalid for an unknown or inactive crew; conflict when no crew fits
models::Result<models::WorkOrder> assign(models::Transaction& tx, const Step& step,
                                         const std::optional<models::CrewId>& crew,
                                         const std::string& reason);

/// Sends the rule's crew if one fits; leaves the order open otherwise. For orders just opened, and for the
/// worker that looks again when shifts begin.
bool assign_automatically(models::Transaction& tx, models::WorkOrder& order, models::Time now);

}  // namespace dispatch
