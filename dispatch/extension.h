#pragma once
#include "models/store.h"

namespace dispatch {

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
