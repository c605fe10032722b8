#pragma once
#include <set>

#include "dispatch/assignment/decision.h"
#include "models/actor.h"
#include "models/plan.h"
#include "models/store.h"

/// From a plan to what it changes, and from there to the orders.
namespace dispatch::assignment {

/// What a plan changes beside the published days.
///
/// Shape   only: those crews' days alone; before is the caller's
models::Publication draft(const Snapshot& snapshot, const Plan& plan, const std::set<int>* only = nullptr);

/// Assigns, saves the days and stores the publication; whatever cannot be done is left out and says why.
///
/// Shape   known: a snapshot of this same transaction, to spare another; decision: of the one order that the
///         publication is about, if it is. Without an order to change it stores nothing and the id stays 0
models::Publication put_into_force(models::Transaction& tx, const models::Actor& actor,
                                   models::Publication publication, models::Time now,
                                   const Snapshot* known = nullptr,
                                   const models::AssignmentDecision* decision = nullptr);

/// Gives an order to a crew: state, times, event.
void give(models::Transaction& tx, const models::Actor& actor, models::WorkOrder& order,
          models::AssignmentDecision decision, models::Time now);

}  // namespace dispatch::assignment
