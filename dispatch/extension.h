#pragma once
#include "models/store.h"

namespace dispatch {

/// Gives a clock more working time: its deadline moves, and the new limit counts for its warnings.
void extend_clock(models::CatalogStore& catalog, models::SlaClock& clock, models::Duration working_time);

/// How much of a clock's limit is left at a moment, in percent, rounded up; 0 once it is over, more than 100
/// never.
int percent_left(models::CatalogStore& catalog, const models::SlaClock& clock, models::Time now);

/// How long an order stood still, of the time since its receipt that its resolve clock counts.
///
/// Units   working time of that clock's calendar
struct PausedShare {
  models::Duration paused{0};
  models::Duration elapsed{0};
};
PausedShare paused_share(models::CatalogStore& catalog, const models::WorkOrder& order, models::Time now);

}  // namespace dispatch
