#pragma once
#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "server/simulation/simulation.h"

/// The same question asked of many worlds and rosters.
namespace simulation {

/// What came of one run, or of several together. Only the trade's orders and technicians count.
///
/// Shape   in time: all of arrive, make safe and resolve within the limits of the order's policy; an order
/// that
///         nobody served counts to the end
struct Figures {
  int runs = 0;
  double days = 0;
  int orders = 0, in_time = 0;
  int danger = 0, danger_in_time = 0;
  int called_off = 0, open_at_end = 0;
  double late_weighted = 0;             ///< minutes: 100, 10, 1 by severity
  double busy = 0, paid = 0;            ///< seconds in the shifts: under way or at work, and all but breaks
  double overtime = 0, called_out = 0;  ///< seconds beyond the shifts, and of who was on call
  double travel_all = 0;                ///< seconds, to the trade's orders, by whomever
  int visits = 0;
  double carried = 0;  ///< sum over the mornings, whole town
  int mornings = 0;
  double reassigned = 0;
  int all_orders = 0, all_in_time = 0;  ///< of the whole town
  double lowest = 100;                  ///< the worst run's share in time

  double danger_rate() const { return danger > 0 ? 100.0 * danger_in_time / danger : 100; }
  double rate() const { return orders > 0 ? 100.0 * in_time / orders : 100; }
  double town_rate() const { return all_orders > 0 ? 100.0 * all_in_time / all_orders : 100; }
  double late_each_day() const { return days > 0 ? late_weighted / days : 0; }
  double utilisation() const { return paid > 0 ? 100 * busy / paid : 0; }
  double overtime_hours() const { return days > 0 ? overtime / 3600 / days : 0; }
  double call_out_hours() const { return days > 0 ? called_out / 3600 / days : 0; }
  double travel_minutes() const { return orders > 0 ? travel_all / 60 / orders : 0; }
  double carried_each_day() const { return mornings > 0 ? carried / mornings : 0; }
  double moved_each_order() const { return all_orders > 0 ? reassigned / all_orders : 0; }
  Figures& operator+=(const Figures& other);
};

Figures measure(const Town& town, Trade trade, const World& world, const Roster& roster,
                const Outcome& outcome);

struct StudyOptions {
  WorldOptions world;
  int seeds = 5;
  Trade trade = Trade::heating;
  std::int64_t steps = 40;
  Wages wages;
  std::function<bool()> out_of_time;  ///< asked before each run; never when not given
};

struct Row {
  PolicyKind policy = PolicyKind::plan;
  bool waiting = false;
  Staffing staffing;
  Figures figures;
  double cost_each_day = 0;  ///< yuan, with overtime
  bool holds(double rate) const { return figures.rate() >= rate && figures.danger_rate() >= rate; }
};

class Study {
 public:
  /// Draws the worlds: one for each seed.
  Study(Town& town, StudyOptions options);

  /// All worlds with one roster; nothing when the time was up before.
  std::optional<Row> run(PolicyKind policy, bool waiting, const Staffing& staffing);

  /// A cheap roster that holds the rate: the fewest technicians of the usual mix that do, then one change
  /// after another that saves money and still holds. Not proven to be the cheapest.
  ///
  /// Shape   nothing: even `most` do not hold it, or the time was up; at most `most_trials` rosters are tried
  std::optional<Row> cheapest(PolicyKind policy, bool waiting, double rate, int least, int most);
  static constexpr int most_trials = 60;

  const std::vector<World>& worlds() const { return worlds_; }
  const StudyOptions& options() const { return options_; }
  bool cut_short() const { return cut_short_; }
  int trials() const { return trials_; }

 private:
  Town& town_;
  StudyOptions options_;
  std::vector<World> worlds_;
  std::vector<Emergency> expected_;
  bool cut_short_ = false;
  int trials_ = 0;
};

}  // namespace simulation
