#pragma once
#include <cstdint>
#include <vector>

#include "dispatch/assignment/plan.h"

/// How likely is it that a promise will be broken? The plan is lived through many times with visits and
/// drives that take longer or shorter than thought, and with urgent orders that come in between.
///
/// Source  docs/decisions/0018-the-chance-of-being-late.md
namespace dispatch::assignment {

/// What a crew is busy with when the forecast is made; it may be at two orders at once.
///
/// Units   since: when it left, or began; drive: as planned, only while it drives
struct BusyNow {
  int crew = nobody;
  int stop = -1;
  bool arrived = false;
  Seconds since = 0;
  Seconds drive = 0;
};

/// Orders that are likely to come, as the past lets one expect them. Those that can wait are left out: they
/// push nothing aside.
struct Arrivals {
  SkillSet skills;
  Level level = Level::danger;
  double per_hour = 0;
  Seconds duration = 3600;
};

struct ForecastOptions {
  std::uint64_t seed = 1;
  int runs = 200;
  Seconds now = 0;
  Seconds horizon = 24 * 3600;     ///< what comes later is not drawn
  double travel_spread = 0.25;     ///< of drives, as a share of the plan
  double emergency_drive = 900;    ///< to what comes in between, seconds
  std::vector<BusyNow> busy;       ///< in any order; who is not in it is idle
  std::vector<Arrivals> arrivals;  ///< at most 256
  std::int64_t due_lately = 0;     ///< promises whose time came in the last 14 days
  std::int64_t broken_lately = 0;  ///< and how many of them were broken
  bool plain = false;              ///< chances by target are the share of the runs: for fitting `calibrated`
};

/// Why it may be late: what costs it the most time.
enum class LateCause : std::uint8_t {
  none,       ///< it is not likely to be late
  under_way,  ///< somebody is there, but may not be done in time
  late_now,   ///< the limit has passed
  no_crew,    ///< no crew may go: the rule says why
  no_room,    ///< no place in today's shifts: it waits for the next
  repair,     ///< even at once the repair takes longer than what is left
  distance,   ///< even at once nobody is there in time
  overdue,    ///< the crew's visit before it takes longer than thought
  queue,      ///< the crew's visits before it
  surprises,  ///< by plan it is in time, but close
};
const char* name(LateCause cause);

/// Units   seconds after the problem's epoch; chances 0–1
struct StopForecast {
  std::vector<double> late;  ///< by target of the stop
  double late_any = 0;
  Seconds start = never;       ///< half of the runs begin earlier
  Seconds start_late = never;  ///< nine in ten do
  LateCause cause = LateCause::none;
  int crew = nobody;        ///< that is planned, or stands in the way
  Seconds free_at = never;  ///< when that crew is expected to leave for it
  Rule rule = Rule::none;   ///< of cause `no_crew`: what keeps the first crew
};

/// Shape   one for each stop of the problem; those not open are empty unless a crew is busy with them. The
///         same seed gives the same answer
/// Errors  throws std::invalid_argument for fewer than 1 or more than 10,000 runs
std::vector<StopForecast> forecast(const Plan& plan, const ForecastOptions& options);

/// What is known of one promise besides the share of the runs that break it.
///
/// Shape   has_crew: somebody is planned for it, or there already; load: share of all open promises that
/// nobody is
///         planned for; lately: share of those of the last 14 days that were broken
struct Circumstances {
  bool has_crew = true;
  Seconds left = 0;  ///< until the limit
  double load = 0;
  double lately = 0;
};

/// What a share of the runs means in the end: plans are made anew all day, so a promise that many runs break
/// is often kept all the same, and one that none breaks is sometimes broken.
///
/// Units   0–1 in and out; grows with `share`
/// Source  fitted to simulated years that no test uses (decision 18 says how to do it again)
double calibrated(double share, int runs, const Circumstances& about);

}  // namespace dispatch::assignment
