#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "dispatch/own_calendar.h"

namespace exports {

/// Entries as a calendar that other programs subscribe to.
///
/// Shape   times in UTC; lines of at most 75 octets, folded between characters, ended by CR LF; the same
///         entries give the same text
/// Source  RFC 5545, RFC 7986
std::string write_icalendar(const std::vector<dispatch::CalendarEntry>& entries, std::string_view name);

}  // namespace exports
