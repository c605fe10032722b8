#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/error.h"
#include "models/store.h"
#include "models/work_order.h"

namespace dispatch {

/// Starts the clocks a policy promises, each with the warnings of the policy.
std::vector<models::SlaClock> start_clocks(models::CatalogStore& catalog, const models::SlaPolicy& policy,
                                           models::Time received_at);

/// Picks the policy of an order from its fault kind, danger and frail person alone, as of the newest version;
/// dispatch/sla_policy.h has the whole choice.
models::Result<models::SlaPolicy> choose_policy(models::CatalogStore& catalog, const models::FaultKind& kind,
                                                bool danger, bool frail_person);

void stop_clock(models::WorkOrder& order, models::SlaTarget target, models::Time at);
/// Undoes a stop: the promise was not kept after all. Warnings and breaches already told stay told.
void restart_clock(models::CatalogStore& catalog, models::WorkOrder& order, models::SlaTarget target);
/// Late clocks are not paused: no pause hides a breach.
void pause_clocks(models::WorkOrder& order, models::Time at);
void resume_clocks(models::CatalogStore& catalog, models::WorkOrder& order, models::Time at);

/// Lets one clock count from another moment; its pauses, extensions, marks and stop stay.
void move_start(models::CatalogStore& catalog, models::SlaClock& clock, models::Time started_at);
/// Ends the pause of one clock, if it has one, and puts off its deadline by the working time paused.
void end_pause(models::CatalogStore& catalog, models::SlaClock& clock, models::Time at);
/// Grants more working time; what was told stays told, the breach too.
void extend_clock(models::CatalogStore& catalog, models::SlaClock& clock, models::Duration working_time);
/// Puts another promise in the place of this one, for the same step: the limit, calendar, start and warnings
/// of `fresh`; pauses, extensions, stop and what was told stay.
void replace_promise(models::CatalogStore& catalog, models::SlaClock& clock, const models::SlaClock& fresh);
/// As replace_promise, for a look back: a pause that began after the new limit had passed would not have been
/// one, and puts nothing off.
void replay_promise(models::CatalogStore& catalog, models::SlaClock& clock, const models::SlaClock& fresh);
/// When the order did what a target asks for, as far as the order itself knows; of a contact that was never
/// promised: when somebody came, or when it was resolved.
std::optional<models::Time> done_at(const models::WorkOrder& order, models::SlaTarget target);
/// Lets another office's limit count when it is earlier. It stands on its slip: no pause moves it.
void cap_clock(models::CatalogStore& catalog, models::SlaClock& clock, models::Time no_later_than);

/// The calendar by which a clock counts, in the version that it froze.
models::Calendar calendar_of(models::CatalogStore& catalog, const models::SlaClock& clock);

/// When the promise would end had nothing moved it.
models::Time first_due(models::CatalogStore& catalog, const models::SlaClock& clock);

/// Tells of a clock what it is doing at a moment. Calendars are read once.
class ClockStates {
 public:
  explicit ClockStates(models::CatalogStore& catalog) : catalog_(catalog) {}
  models::ClockState at(const models::SlaClock& clock, models::Time now);

 private:
  models::CatalogStore& catalog_;
  std::map<std::pair<std::string, int>, models::Calendar> calendars_;
};

/// Computed, higher is sooner: severity first, then a frail person, reopened, and how near the deadline is.
int priority_of(const models::WorkOrder& order);

}  // namespace dispatch
