#pragma once
#include <string>

#include "dispatch/text.h"
#include "models/catalog.h"

namespace dispatch {

/// Adds what is wrong with a calendar: an unknown zone, spans that overlap, dates that are there twice, a
/// season that never comes, hours that never open.
///
/// Shape   fields are named `prefix` + their name
void check_calendar(Fields& fields, const std::string& prefix, const models::Calendar& calendar);

/// Errors  out_of_range when one of its days is none of any year
void check_season(Fields& fields, const std::string& field, const models::Season& season);

}  // namespace dispatch
