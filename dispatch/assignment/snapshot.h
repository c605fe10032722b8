#pragma once
#include <array>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "dispatch/assignment/numbers.h"
#include "dispatch/assignment/planning.h"
#include "dispatch/assignment/problem.h"
#include "dispatch/assignment/shift.h"
#include "dispatch/travel.h"
#include "models/store.h"

namespace dispatch::assignment {

// What a plan of the town is made with. Planning values, to be corrected from recorded visits.
inline constexpr std::size_t most_stops = 2000;            ///< beyond, the most urgent ones are planned
inline constexpr models::Duration shift_ahead{24 * 3600};  ///< a crew's next shift counts if it begins within
inline constexpr models::Duration most_overtime{3600};     ///< that a crew may be planned for
inline constexpr models::Duration shortest_rest{300};      ///< what a visit on site still needs at least
inline constexpr models::Duration time_to_make_safe{600};  ///< after arrival
inline constexpr models::Duration for_each_further{600};   ///< order of a circuit beside the first
inline constexpr models::Duration freeze_horizon{20 * 60};  ///< an accepted visit so near stays
inline constexpr double farthest_metres = 200'000;          ///< from the town: the position must be wrong
/// By Level, in seconds of travel. Normal work waits rather than cost half an hour of overtime; an emergency
/// is never left without a name while any crew may go: eight hours of overtime and a missed limit cost less.
inline constexpr std::array<int, 3> prices_of_postponing{150'000, 150'000, 7200};

/// A stop's orders and what was doubtful about them.
struct StopOrders {
  std::vector<std::size_t> orders;  ///< of Snapshot::orders
  std::vector<std::string> notes;   ///< as AssignmentDecision::notes
};

/// A visit that is going on.
///
/// Units   since: arrival, at or before the epoch (so at most 0); duration, spread: of the whole visit
struct UnderWay {
  std::size_t order = 0;  ///< of Snapshot::orders
  int crew = nobody;
  Seconds since = 0;
  Seconds duration = 0;
  Seconds spread = 0;
};

/// The town as the engine sees it at one moment.
///
/// Shape   problem.stops and stops are parallel, problem.crews and crews too; routes: by crew, the stops of
/// its
///         day as published; points: by place of the travel matrix
/// Units   seconds of the problem count from `epoch`
struct Snapshot {
  models::Time epoch{};
  Problem problem;
  std::vector<models::WorkOrder> orders;  ///< all in planning, also those under way
  std::vector<StopOrders> stops;
  std::vector<models::Crew> crews;
  std::vector<std::vector<int>> routes;
  std::vector<int> frozen;                         ///< by crew: so many visits at the front stay
  std::vector<int> in_hand;                        ///< by crew: orders assigned, accepted or under way
  std::vector<std::optional<ShiftWindow>> shifts;  ///< by crew: now, or next
  std::vector<TravelPoint> points;
  std::vector<UnderWay> under_way;
  Numbers skills;  ///< what the problem calls them
  std::unordered_map<std::int64_t, int> stop_of_order;
  std::unordered_map<std::int64_t, models::PlannedVisit> visits;  ///< by order, as published
  std::vector<std::pair<models::WorkOrderId, std::string>>
      left_out;    ///< with the reason: too_many, mode_manual
  int focus = -1;  ///< the stop asked for

  models::Time time_of(Seconds seconds) const { return epoch + models::Duration{seconds}; }
  Seconds seconds_of(models::Time time) const;
  int crew_index(models::CrewId id) const;  ///< nobody when there is no such crew
  const models::WorkOrder& first_order(int stop) const {
    return orders[stops[static_cast<std::size_t>(stop)].orders.front()];
  }
};

/// Does a visit keep this promise, and does it run?
bool bears_on_a_visit(const models::SlaClock& clock);

/// The promise as the engine sees it, of a visit that is expected to take so long.
Target target_of(const models::SlaClock& clock, const Snapshot& town, Seconds duration);

/// Shape   focus: one order about which a decision is to be made (stored or not): only what bears on it is
///         taken in, and only the travel times that its insertion needs are known; chains: also those that
///         moving others needs; travel false: none at all
struct SnapshotOptions {
  std::optional<models::WorkOrder> focus = {};
  models::CrewId focus_crew = {};  ///< that a person has chosen for it
  bool chains = false;
  PlanScope scope = PlanScope::everything;
  bool travel = true;
};

/// Takes in the town. What is wrong with an order (no position, one on the other side of the world, a skill
/// too many) is noted on its stop; it never fails for it.
Snapshot take_snapshot(models::Transaction& tx, models::Time now, const SnapshotOptions& options = {});

}  // namespace dispatch::assignment
