#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "dispatch/assignment/explanation.h"
#include "dispatch/assignment/snapshot.h"
#include "models/decision.h"

/// From the engine's numbers to what is stored, shown and spoken of.
namespace dispatch::assignment {

/// A plan of the published days; what does not fit any more is taken out and left unassigned. The snapshot
/// must outlive it.
Plan plan_of(const Snapshot& snapshot);
Plan plan_of(const Problem& problem, const std::vector<std::vector<int>>& routes,
             const std::vector<int>& frozen);

/// When a crew would be where, in this order.
struct Visit {
  Seconds start = 0;
  Seconds finish = 0;
};
std::vector<Visit> schedule(const Snapshot& snapshot, int crew, std::span<const int> stops);

/// The machine word of a rule about a crew: as name(rule), but `inactive` for one that is no more.
std::string_view word_of(Rule rule, const models::Crew& crew);

/// What the engine says about a stop that is not in the plan.
models::AssignmentDecision to_decision(const Snapshot& snapshot, const Plan& plan,
                                       const Explanation& explanation);

/// The rules that keep a crew from a stop, whatever else: what a person's choice breaks.
std::vector<std::string> violations(const Snapshot& snapshot, int stop, int crew);

models::PlanMeasures to_measures(const Plan& plan);

}  // namespace dispatch::assignment
