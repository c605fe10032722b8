#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace models {

/// A moment, UTC. Rules are given the time; they never ask for it.
///
/// Units   whole seconds since 1970-01-01T00:00:00Z, 64-bit
using Time = std::chrono::sys_seconds;
using Duration = std::chrono::seconds;

inline Time from_unix(std::int64_t seconds) { return Time{Duration{seconds}}; }
inline std::int64_t to_unix(Time time) { return time.time_since_epoch().count(); }

/// Writes a moment for people and machines.
///
/// Shape   RFC 3339 in UTC, e.g. 2026-11-23T04:00:00Z
std::string to_rfc3339(Time time);

/// Reads an RFC 3339 moment with any offset; fractions of a second are cut off.
///
/// Errors  nothing when the text is not a valid moment between the years 1970 and 9999
std::optional<Time> parse_rfc3339(std::string_view text);

/// Writes a length of time.
///
/// Shape   ISO 8601, e.g. PT15M, PT4H, P2D, PT90S
std::string to_iso8601(Duration duration);

/// Reads an ISO 8601 length of weeks, days, hours, minutes and seconds (no months or years: they have no
/// fixed length).
///
/// Errors  nothing when the text is no such length, is negative, or is over 10 years
std::optional<Duration> parse_iso8601(std::string_view text);

}  // namespace models
