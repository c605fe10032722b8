#include "dispatch/assignment/decide.h"

#include <algorithm>
#include <map>
#include <set>

#include "dispatch/assignment/event_step.h"
#include "dispatch/assignment/improve.h"
#include "dispatch/assignment/publishing.h"
#include "dispatch/assignment/record.h"

namespace dispatch::assignment {
namespace {

constexpr int most_trials = 1000;  // of who could give way: an order is opened while somebody waits

}  // namespace

Explanation settle(Plan& plan, int stop) { return place(plan, stop, StepLimits{2, most_trials}); }

std::int64_t make_better(Plan& plan, std::uint64_t seed, std::int64_t steps,
                         const std::function<bool()>& stop) {
  const auto& stops = plan.problem().stops;
  std::vector<int> waiting;
  for (int i = 0; i < static_cast<int>(stops.size()); ++i)
    if (plan.crew_of(i) == nobody) waiting.push_back(i);
  const auto due = [&](int one) {
    Seconds earliest = never;
    for (const auto& target : stops[static_cast<std::size_t>(one)].targets)
      earliest = std::min(earliest, target.due - target.after_start);
    return earliest;
  };
  std::stable_sort(waiting.begin(), waiting.end(), [&](int one, int other) {
    return std::pair{stops[static_cast<std::size_t>(one)].level, due(one)} <
           std::pair{stops[static_cast<std::size_t>(other)].level, due(other)};
  });
  for (const int one : waiting)
    if (plan.crew_of(one) == nobody) place(plan, one);
  if (steps <= 0) return 0;
  ImproveOptions options;
  options.seed = seed;
  options.steps = steps;
  options.stop = stop;
  return improve(plan, options).steps;
}

Decided decide(models::Transaction& tx, const models::WorkOrder& order, models::Time now,
               models::PlanTrigger trigger, const std::optional<models::CrewId>& by_hand) {
  Decided result;
  SnapshotOptions options;
  options.focus = order;
  options.focus_crew = by_hand.value_or(models::CrewId{});
  result.snapshot = take_snapshot(tx, now, options);
  auto plan = plan_of(result.snapshot);
  auto before = to_measures(plan);
  auto explanation = explain_insertion(plan, result.snapshot.focus);
  const auto level = result.snapshot.problem.stops[static_cast<std::size_t>(result.snapshot.focus)].level;
  if (!explanation.in_time() && level != Level::normal) {
    // Others may have to give way: now the ways between all of them must be known.
    options.chains = true;
    result.snapshot = take_snapshot(tx, now, options);
    plan = plan_of(result.snapshot);
    before = to_measures(plan);
  }
  const int stop = result.snapshot.focus;
  // The reasons are those before it went in: afterwards it stands in its own way.
  const Plan without = plan;
  explanation = settle(plan, stop);
  result.decision = to_decision(result.snapshot, without, explanation);
  std::set<int> touched;
  if (plan.crew_of(stop) != nobody) touched.insert(plan.crew_of(stop));
  for (const auto& moved : explanation.moved) {
    if (moved.from_crew != nobody) touched.insert(moved.from_crew);
    if (moved.to_crew != nobody) touched.insert(moved.to_crew);
  }
  result.plan = draft(result.snapshot, plan, &touched);
  result.plan.trigger = trigger;
  result.plan.cause = order.id;
  result.plan.before = before;
  // Where nobody gave way, the crews that may go are all that bears on the answer.
  result.plan.snapshot = to_text(result.snapshot, !explanation.moved.empty());
  return result;
}

}  // namespace dispatch::assignment
