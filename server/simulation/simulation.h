#pragma once
#include <array>
#include <vector>

#include "server/simulation/policy.h"
#include "server/simulation/roster.h"

/// A stepped clock over a world, a roster and a policy.
namespace simulation {

/// How a visit ended.
enum class VisitEnd { done, nobody_home, part_missing, broken_off };

/// Units   seconds after the world's start; worked: without breaks
struct Visit {
  int order = 0;
  int person = 0;
  int duty = 0;
  bool on_call = false;
  Seconds depart = 0;
  Seconds arrive = 0;
  Seconds end = 0;
  Seconds travel = 0;
  Seconds worked = 0;
  VisitEnd how = VisitEnd::done;
  Seconds again = -1;  ///< nobody at home, part missing: when the order waits for a crew again
};

enum class OrderState { waiting, paused, under_way, done, called_off };

/// What became of an order.
///
/// Units   late: beyond its worst limit (arrive, make safe, resolve); what is not served counts to the end
struct OrderResult {
  OrderState state = OrderState::waiting;
  int visits = 0;
  bool in_time = true;
  Seconds late = 0;
  Seconds finished = -1;
  std::vector<models::SlaClock> clocks;
};

/// What was foretold of one promise at one moment, and what came of it.
///
/// Units   chance, elapsed: 0–1; elapsed: of the limit, what had passed then
struct Foretold {
  int order = 0;
  models::SlaTarget target = models::SlaTarget::resolve;
  Seconds at = 0;
  double chance = 0;
  double elapsed = 0;
  Seconds left = 0;   ///< until the limit
  double load = 0;    ///< of all promises then: the share that nobody was planned for
  double lately = 0;  ///< of the promises of the last 14 days: the share that was broken
  bool has_crew = false;
  bool late = false;
};

struct Outcome {
  std::vector<OrderResult> orders;  ///< one for each of the world's
  std::vector<Visit> visits;        ///< by departure; one that is not over at the end ends there
  std::vector<int> carried;         ///< orders that waited when each day's plan was opened
  std::int64_t reassigned = 0;
  std::int64_t refused = 0;  ///< decisions of the policy that no rule allows
  std::int64_t ill_days = 0;
  std::vector<Foretold> foretold;  ///< of promises not broken yet, by time
};

/// Emergencies as the past let one expect them.
struct Emergency {
  int skill = 0;
  models::Position position;
  double per_hour = 0;
};

/// How often dangers come by skill and neighbourhood, counted in worlds of other seeds: what a town's own
/// record would say.
std::vector<Emergency> expected_emergencies(Town& town, const WorldOptions& options, int worlds);

struct RunOptions {
  std::vector<Emergency> expected;  ///< empty: nobody waits where emergencies are expected
  dispatch::assignment::Prices prices;
  Seconds forecast_every = 0;  ///< 0: nothing is foretold
  int forecast_runs = 200;
  bool plain_chances = false;  ///< shares of runs, not calibrated
};

/// Shape   the same for the same world, roster and policy options; ends at the world's end, whatever is open
Outcome simulate(Town& town, const World& world, const Roster& roster, Policy& policy,
                 const RunOptions& options = {});

}  // namespace simulation
