#pragma once
#include "dispatch/assignment/decision.h"
#include "models/plan.h"
#include "models/store.h"

/// The engine asked about one order, or about the whole plan.
namespace dispatch::assignment {

/// Puts one stop into the plan: the cheapest place; where that would break a promise of a danger or urgent
/// one, less urgent visits give way.
Explanation settle(Plan& plan, int stop);

/// Puts in what has no crew, the most urgent first, and makes the plan better by at most so many steps.
///
/// Shape   the steps that were done; the same plan, seed and steps give the same result
std::int64_t make_better(Plan& plan, std::uint64_t seed, std::int64_t steps,
                         const std::function<bool()>& stop);

/// What the engine says about one order now, and what publishing it would change.
///
/// Shape   plan: its changes are empty when nobody goes; by_hand: a person has chosen this crew already
struct Decided {
  Snapshot snapshot;
  models::AssignmentDecision decision;
  models::Publication plan;
};
Decided decide(models::Transaction& tx, const models::WorkOrder& order, models::Time now,
               models::PlanTrigger trigger, const std::optional<models::CrewId>& by_hand = {});

}  // namespace dispatch::assignment
