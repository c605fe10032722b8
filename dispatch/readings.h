#pragma once
#include <string>
#include <vector>

#include "models/error.h"
#include "models/reading.h"
#include "models/store.h"

/// What machines measure becomes reports, by rules that are data.
namespace dispatch {

inline constexpr std::size_t most_measures = 20;  ///< in one reading
inline constexpr models::Duration reading_ahead = std::chrono::minutes{5};
inline constexpr models::Duration reading_late = std::chrono::hours{24};

/// What one rule says after one reading.
enum class ReadingSign { nothing, fires };

/// Looks at the newest reading of a facility by one rule.
///
/// Shape   last: with that reading in it; dark: whether it is night there; watch: how far the rule has got,
///         brought up to date; it fires again and again while its condition holds long enough
ReadingSign judge_reading(const models::ReadingRule& rule,
                          const std::map<std::string, models::Measured>& last, models::Time at, bool dark,
                          models::ReadingWatch& watch);

/// Errors  invalid with every wrong field of every rule, each with its place before it: rules[2].clears_at
models::Result<void> check_reading_rules(models::Transaction& tx,
                                         const std::vector<models::ReadingRule>& rules);

/// What became of one reading.
///
/// Shape   report: made of it, none otherwise; repeated: it was here already, or a later one was
struct TakenReading {
  models::FacilityId facility;
  models::ReportId report{};
  bool repeated = false;
};

/// Takes one reading in. When a rule fires, a report is made by the same verbs as any other: it joins the
/// open order on the facility or circuit, or opens one. Until that order has ended the rule makes no other.
///
/// Shape   a circuit is kept with its first lamp
/// Errors  forbidden; invalid: a device nobody knows, no measure that a rule asks for, a time too far off,
///         values that are no numbers
models::Result<TakenReading> take_reading(models::Transaction& tx, const models::Actor& actor,
                                          const std::vector<models::ReadingRule>& rules,
                                          const models::Reading& reading, const std::string& token,
                                          models::Time now, int utc_offset_seconds);

}  // namespace dispatch
