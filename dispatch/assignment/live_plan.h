#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "dispatch/assignment/coverage.h"
#include "dispatch/assignment/explanation.h"
#include "dispatch/assignment/forecast.h"

/// A plan that lives through the day: told what happens, asked who goes where. The planner of the server, the
/// simulator and the benchmark of whole days use it alike.
namespace dispatch::assignment {

struct LiveOptions {
  std::uint64_t seed = 1;
  /// A published visit that is due to be left for within this time stays with its crew. What is under way
  /// always stays; beyond that the prices of moving do better than a frozen horizon (decision 14).
  Seconds freeze_horizon = 0;
  double work_ratio = 1.0;   ///< how long visits really take, beside the estimate
  CoverageOptions coverage;  ///< idle crews wait for emergencies that may come
  /// How unsure a beginning is that lies an hour ahead; it grows with the root of the time ahead.
  Seconds doubt_in_an_hour = 1800;
};

/// Who leaves for where, right now.
struct Departure {
  int crew = nobody;
  int stop = -1;
};

/// One visit that changed hands since the last publication.
struct Change {
  int stop = -1;
  int from_crew = nobody;  ///< nobody: it had none, or is new
  int to_crew = nobody;
};

/// Units   every `now` is in seconds after the problem's epoch and does not go back
class LivePlan {
 public:
  LivePlan(Problem problem, LiveOptions options);
  ~LivePlan();
  LivePlan(LivePlan&&) noexcept;
  LivePlan& operator=(LivePlan&&) noexcept;

  const Problem& problem() const;
  const Plan& plan() const;

  /// A place that later stops can name. `between(from, to)` answers seconds for every pair with the new
  /// place.
  int add_place(const std::function<Seconds(int from, int to)>& between);

  /// Time passes: nobody leaves in the past, and who should be ready but is not is thought to need longer.
  void advance(Seconds now);

  /// A new order: the cheapest place; where that would be late, less urgent visits give way. At once.
  Explanation add(Stop stop, Seconds now);
  /// Done by others, cancelled, or paused: it leaves the plan. `again` brings it back.
  void close(int stop, Seconds now);
  Explanation again(int stop, Seconds now);
  /// Changed pins, limits, estimate: `change` edits the stop, and the plan follows.
  void change(int stop, const std::function<void(Stop&)>& change, Seconds now);

  /// The crew leaves for the stop; from here on it is not turned round.
  void depart(int crew, int stop, Seconds now);
  /// It has begun there, and is expected to need the stop's duration from now on.
  void arrived(int crew, Seconds now);
  /// It is free, at the place of that visit.
  void finished(int crew, Seconds now);
  /// Ill, broken down, or back again; what it had is put elsewhere.
  std::vector<Explanation> set_available(int crew, bool available, Seconds now);

  /// Makes the plan better by so many steps; `stop` is asked now and then and ends it early.
  void improve(std::int64_t steps, Seconds now, const std::function<bool()>& stop = {});

  /// Who should leave right now. A crew that is missing has nothing to do, or had better wait: see
  /// `ask_again`.
  std::vector<Departure> departures(Seconds now);
  /// The same for one crew: `nobody` when it stays.
  int next_visit(int crew, Seconds now);
  /// When somebody who waits with work to do should be asked again; `never` when nobody does.
  Seconds ask_again(Seconds now) const;

  /// How likely each promise is to be broken; `now` and `busy` of the options are filled in here.
  std::vector<StopForecast> forecast(Seconds now, ForecastOptions options) const;

  /// What changed hands since the last publication; from now on it counts as published.
  std::vector<Change> publish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace dispatch::assignment
