#include "dispatch/assignment/decision.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include "dispatch/assignment/event_step.h"

namespace dispatch::assignment {
namespace {

constexpr Cost no_bound = std::numeric_limits<Cost>::max();

models::CrewId id_of(const Snapshot& snapshot, int crew) {
  return crew == nobody ? models::CrewId{} : snapshot.crews[static_cast<std::size_t>(crew)].id;
}

models::WorkOrderId order_of(const Snapshot& snapshot, int stop) { return snapshot.first_order(stop).id; }

std::optional<models::Time> time_of(const Snapshot& snapshot, Seconds start) {
  if (start >= never) return std::nullopt;
  return snapshot.time_of(start);
}

models::DecisionOption to_option(const Snapshot& snapshot, const Option& option) {
  models::DecisionOption result;
  result.crew = id_of(snapshot, option.crew);
  result.arrival = snapshot.time_of(option.start);
  result.finish = snapshot.time_of(option.finish);
  result.cost = {option.cost.danger / per_travel_second, option.cost.late / per_travel_second,
                 option.cost.effort / per_travel_second, option.cost.stability / per_travel_second};
  result.missed = option.missed;
  result.late = models::Duration{option.late};
  for (const auto& delay : option.delays)
    result.delays.push_back(
        {order_of(snapshot, delay.stop), models::Duration{delay.later}, std::max(0, delay.missed)});
  return result;
}

models::DecisionRelaxation to_relaxation(const Snapshot& snapshot, const Relaxation& one) {
  return {name(one.rule), id_of(snapshot, one.crew), models::Duration{one.amount},
          snapshot.time_of(one.start), one.missed == 0};
}

/// Every crew, first those that could go by cost, then the others by id.
std::vector<models::CrewConsidered> consider(const Snapshot& snapshot, const Plan& plan,
                                             const Explanation& explanation) {
  std::vector<std::pair<Cost, models::CrewConsidered>> all;
  const auto stop = static_cast<std::size_t>(explanation.stop);
  const auto& here = snapshot.points[static_cast<std::size_t>(snapshot.problem.stops[stop].place)];
  for (std::size_t i = 0; i < snapshot.crews.size(); ++i) {
    const auto& crew = snapshot.crews[i];
    models::CrewConsidered one;
    one.crew = crew.id;
    one.orders_in_hand = snapshot.in_hand[i];
    if (snapshot.first_order(explanation.stop).crew == crew.id && one.orders_in_hand > 0 &&
        snapshot.first_order(explanation.stop).state != models::WorkOrderState::open)
      --one.orders_in_hand;  // the one that is asked about
    const bool somewhere = here.position.source != "middle" && crew.base;
    if (somewhere) {
      const double metres = models::distance_metres(*crew.base, here.position);
      if (std::isfinite(metres)) one.distance_metres = static_cast<int>(std::lround(metres));
    }
    const auto excluded = std::find_if(explanation.excluded.begin(), explanation.excluded.end(),
                                       [&](const Excluded& out) { return out.crew == static_cast<int>(i); });
    Cost cost = no_bound;
    if (excluded != explanation.excluded.end()) {
      one.excluded_by = word_of(excluded->rule, crew);
    } else {
      cost = plan.best_in_route(explanation.stop, static_cast<int>(i), no_bound).delta;
      one.cost = static_cast<int>(std::min<Cost>(cost / per_travel_second / 60, 1'000'000));
    }
    all.emplace_back(cost, std::move(one));
  }
  std::sort(all.begin(), all.end(), [](const auto& one, const auto& other) {
    return std::tie(one.first, one.second.crew) < std::tie(other.first, other.second.crew);
  });
  std::vector<models::CrewConsidered> considered;
  considered.reserve(all.size());
  for (auto& [cost, one] : all) considered.push_back(std::move(one));
  return considered;
}

}  // namespace

Plan plan_of(const Snapshot& snapshot) { return plan_of(snapshot.problem, snapshot.routes, snapshot.frozen); }

Plan plan_of(const Problem& problem, const std::vector<std::vector<int>>& routes,
             const std::vector<int>& frozen) {
  Plan plan(problem);
  for (int crew = 0; crew < plan.crews(); ++crew) {
    plan.set_route(crew, routes[static_cast<std::size_t>(crew)]);
    plan.freeze(crew, frozen[static_cast<std::size_t>(crew)]);
    take_out_what_does_not_fit(plan, crew);
  }
  return plan;
}

std::vector<Visit> schedule(const Snapshot& snapshot, int crew, std::span<const int> stops) {
  const StraightLineTravel roads;
  const auto& who = snapshot.problem.crews[static_cast<std::size_t>(crew)];
  std::vector<Visit> visits;
  Seconds at = who.free_at;
  int place = who.place;
  for (const int stop : stops) {
    const auto& what = snapshot.problem.stops[static_cast<std::size_t>(stop)];
    const Seconds drive = place == what.place
                              ? 0
                              : roads.seconds(snapshot.points[static_cast<std::size_t>(place)],
                                              snapshot.points[static_cast<std::size_t>(what.place)]);
    const Seconds start = std::max({at + drive, what.release, what.pinned_start});
    at = start + what.duration;
    place = what.place;
    visits.push_back({start, at});
  }
  return visits;
}

std::string_view word_of(Rule rule, const models::Crew& crew) {
  if (rule == Rule::unavailable && !crew.active) return "inactive";
  return name(rule);
}

models::AssignmentDecision to_decision(const Snapshot& snapshot, const Plan& plan,
                                       const Explanation& explanation) {
  models::AssignmentDecision decision;
  decision.rule = "automatic";
  decision.at = snapshot.epoch;
  decision.engine_version = engine_version;
  decision.considered = consider(snapshot, plan, explanation);
  const auto& about = snapshot.stops[static_cast<std::size_t>(explanation.stop)];
  const auto& stop = snapshot.problem.stops[static_cast<std::size_t>(explanation.stop)];
  if (explanation.chosen) {
    decision.chosen = to_option(snapshot, *explanation.chosen);
    decision.crew = decision.chosen->crew;
    if (stop.pinned_crew != nobody)
      decision.violations = violations(snapshot, explanation.stop, stop.pinned_crew);
    if (stop.pinned_start >= 0 && explanation.chosen->start > stop.pinned_start)
      decision.violations.emplace_back("pin_late");
  } else if (explanation.postponed) {
    decision.postponed_to = snapshot.time_of(stop.postponed_start);
  }
  for (const auto& option : explanation.alternatives)
    decision.alternatives.push_back(to_option(snapshot, option));
  for (const auto& one : explanation.relaxations)
    decision.relaxations.push_back(to_relaxation(snapshot, one));
  for (const auto& one : explanation.moved)
    decision.moved.push_back({order_of(snapshot, one.stop), id_of(snapshot, one.from_crew),
                              time_of(snapshot, one.from_start), id_of(snapshot, one.to_crew),
                              time_of(snapshot, one.to_start)});
  decision.notes = about.notes;
  decision.preferred_crew = id_of(snapshot, stop.preferred_crew);
  return decision;
}

std::vector<std::string> violations(const Snapshot& snapshot, int stop, int crew) {
  auto free = snapshot.problem.stops[static_cast<std::size_t>(stop)];
  free.pinned_crew = nobody;
  auto who = snapshot.problem.crews[static_cast<std::size_t>(crew)];
  std::vector<std::string> broken;
  // One rule after another is granted, so that each that is broken comes to light.
  for (int i = 0; i < rule_count; ++i) {
    const Rule rule = first_rule_against(who, crew, free);
    if (rule == Rule::none) break;
    broken.emplace_back(word_of(rule, snapshot.crews[static_cast<std::size_t>(crew)]));
    if (rule == Rule::unavailable) {
      who.available = true;
      continue;
    }
    Problem alone;
    alone.stops = {free};
    alone.crews = {who};
    Relaxation granted;
    granted.rule = rule;
    granted.crew = 0;
    grant(alone, 0, granted);
    who = alone.crews.front();
  }
  return broken;
}

models::PlanMeasures to_measures(const Plan& plan) {
  const auto all = plan.measures();
  models::PlanMeasures measures;
  measures.danger_missed = all.missed[0];
  measures.danger_late_seconds = all.late_seconds[0];
  measures.other_missed = all.missed[1] + all.missed[2];
  measures.other_late_seconds = all.late_seconds[1] + all.late_seconds[2];
  measures.overtime_seconds = all.overtime_seconds;
  measures.travel_seconds = all.travel_seconds;
  measures.waiting_seconds = all.waiting_seconds;
  measures.moved = all.moved[0] + all.moved[1] + all.moved[2];
  measures.shifted_seconds = all.shifted_seconds;
  measures.without_crew = all.postponed[0] + all.postponed[1] + all.postponed[2];
  measures.cost = plan.cost() / per_travel_second;
  return measures;
}

}  // namespace dispatch::assignment
