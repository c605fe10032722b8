#pragma once
#include "models/catalog.h"
#include "models/time.h"

namespace dispatch {

/// When `working` time has passed since `from`, counting only the calendar's open hours.
///
/// Shape   no spans: always open. At most 10 years ahead
models::Time add_working_time(const models::Calendar& calendar, models::Time from, models::Duration working);

/// The open time between two moments; 0 when `to` is before `from`.
models::Duration working_time_between(const models::Calendar& calendar, models::Time from, models::Time to);

/// Whether a list of weekly spans (empty = always) is open at a moment.
bool is_open(const std::vector<models::WorkingSpan>& spans, int utc_offset_seconds, models::Time at);

}  // namespace dispatch
