#pragma once
#include <string>
#include <vector>

#include "models/catalog.h"
#include "models/error.h"

namespace town {

/// Reads the dates of a calendar that are not as their weekday, from a CSV table or an iCalendar (.ics) file;
/// the first bytes say which.
///
/// Shape   CSV columns: date, open (`closed`; a weekday 1–7: as on that day; or hours `09:00-12:00
/// 13:00-18:00`),
///         name, source. ICS: an all-day event is closed; one whose summary says 班 or "workday" is open as
///         on a Friday
/// Errors  invalid with every wrong line at once; at most 4000 dates
models::Result<std::vector<models::CalendarException>> read_dates(const std::string& text);

}  // namespace town
