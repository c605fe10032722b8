#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "models/time.h"

namespace town {

/// What a heading of the city's table means, as dispatch::NewCityOrder and the API call it; empty for one
/// that nothing here is called by.
std::string_view city_order_column(std::string_view heading);

/// Reads a time as offices write it: 2026-11-27 08:15, 2026/11/27 8:15:30, 2026年11月27日 8时15分, or RFC
/// 3339.
///
/// Shape   end_of_day: what a day without an hour stands for, else its beginning
/// Errors  nothing when it is no time of the years 1970 to 9999
std::optional<models::Time> read_local_time(std::string_view text, int utc_offset_seconds, bool end_of_day);

/// Shape   2026-11-27 08:15:00, local
std::string local_time(models::Time time, int utc_offset_seconds);

}  // namespace town
