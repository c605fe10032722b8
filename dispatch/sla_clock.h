#pragma once
#include <vector>

#include "models/error.h"
#include "models/store.h"
#include "models/work_order.h"

namespace dispatch {

/// Starts the clocks a policy promises. Warning at 80 % of the limit.
std::vector<models::SlaClock> start_clocks(models::CatalogStore& catalog, const models::SlaPolicy& policy,
                                           models::Time received_at);

/// Picks the policy of an order from its fault kind, danger and frail person.
models::Result<models::SlaPolicy> choose_policy(models::CatalogStore& catalog, const models::FaultKind& kind,
                                                bool danger, bool frail_person);

void stop_clock(models::WorkOrder& order, models::SlaTarget target, models::Time at);
/// Undoes a stop: the promise was not kept after all. Warnings and breaches already told stay told.
void restart_clock(models::CatalogStore& catalog, models::WorkOrder& order, models::SlaTarget target);
/// Late clocks are not paused: no pause hides a breach.
void pause_clocks(models::WorkOrder& order, models::Time at);
void resume_clocks(models::CatalogStore& catalog, models::WorkOrder& order, models::Time at);

/// Lets one clock count from another moment; its pauses, marks and stop stay.
void move_start(models::CatalogStore& catalog, models::SlaClock& clock, models::Time started_at);
/// Ends the pause of one clock, if it has one, and puts off its deadline by the working time paused.
void end_pause(models::CatalogStore& catalog, models::SlaClock& clock, models::Time at);

/// Computed, higher is sooner: severity first, then a frail person, reopened, and how near the deadline is.
int priority_of(const models::WorkOrder& order);

}  // namespace dispatch
