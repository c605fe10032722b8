#pragma once
#include <string>
#include <vector>

#include "dispatch/lifecycle.h"
#include "models/error.h"
#include "models/store.h"

namespace dispatch {

// What changes promises or the time they run in. Orders that are open keep what they froze; only recount()
// moves them.

/// Chooses the policy of an order anew, as the rules are now, and sets its clocks by it from the same start.
/// Old and new times stand in the event; pauses, extensions, stops and what was told stay.
///
/// Errors  forbidden; not_found; stale; conflict when it has ended; invalid without a reason
models::Result<models::WorkOrder> recount(models::Transaction& tx, const Step& step,
                                          const std::string& reason);

/// Takes in a calendar by its code; a change is a new version, for clocks that start from then on.
models::Result<models::Calendar> save_calendar(models::Transaction& tx, const models::Actor& actor,
                                               const models::Calendar& calendar, models::Time now);

/// Adds dates to a calendar; a date that is there already is replaced.
///
/// Errors  not_found for an unknown calendar
models::Result<models::Calendar> add_exceptions(models::Transaction& tx, const models::Actor& actor,
                                                const std::string& code,
                                                const std::vector<models::CalendarException>& exceptions,
                                                models::Time now);

/// Takes in a policy of a class that is there; a change is a new version, for orders opened from then on.
models::Result<models::SlaPolicy> save_policy(models::Transaction& tx, const models::Actor& actor,
                                              const models::SlaPolicy& policy, models::Time now);

/// Puts a cold-wave warning in force. At most 30 days; it may begin up to 7 days back, for what was called in
/// meanwhile.
models::Result<models::ColdWave> declare_cold_wave(models::Transaction& tx, const models::Actor& actor,
                                                   const models::ColdWave& wave, models::Time now);

/// Ends it now, before its time.
///
/// Errors  not_found; conflict when it is over
models::Result<models::ColdWave> end_cold_wave(models::Transaction& tx, const models::Actor& actor,
                                               models::ColdWaveId id, models::Time now);

}  // namespace dispatch
