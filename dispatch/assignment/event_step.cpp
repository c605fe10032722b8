#include "dispatch/assignment/event_step.h"

#include <algorithm>

namespace dispatch::assignment {
namespace {

constexpr Cost no_bound = std::numeric_limits<Cost>::max();

const Stop& at(const Plan& plan, int stop) { return plan.problem().stops[static_cast<std::size_t>(stop)]; }

Insertion cheapest_place(const Plan& plan, int stop, Cost bound) {
  Insertion best;
  best.delta = bound;
  for (int crew = 0; crew < plan.crews(); ++crew) {
    const auto found = plan.best_in_route(stop, crew, best.delta);
    if (found.found()) best = found;
  }
  return best;
}

// `victim` gives its place to the stop and goes where it costs least.
struct Swap {
  int victim = -1;
  Insertion stop;
  Insertion victim_to;  ///< not found: it is left for later
  Cost delta = 0;       ///< of the whole plan, beside leaving the stop out
};

bool may_give_way(const Plan& plan, int victim, int stop) {
  const auto& one = at(plan, victim);
  // A person's word does not give way, and nobody gives way to one that is not more urgent.
  return one.pinned_crew == nobody && one.pinned_start < 0 && one.level > at(plan, stop).level;
}

void try_swap(Plan& plan, int stop, int victim, Swap& best) {
  const int crew = plan.crew_of(victim);
  const Cost before = plan.cost();
  plan.begin();
  plan.remove(victim);
  Swap swap;
  swap.victim = victim;
  swap.stop = plan.best_in_route(stop, crew, no_bound);
  // What the victim then costs is not negative, so this bound cuts nothing good.
  const Cost postponed = plan.postponed_cost(stop);
  if (swap.stop.found() &&
      plan.cost() - before - plan.postponed_cost(victim) + swap.stop.delta - postponed < best.delta) {
    plan.insert(stop, crew, swap.stop.position);
    swap.victim_to = cheapest_place(plan, victim, plan.postponed_cost(victim));
    if (swap.victim_to.found()) plan.insert(victim, swap.victim_to.crew, swap.victim_to.position);
    swap.delta = plan.cost() - before;
    if (swap.delta < best.delta) best = swap;
  }
  plan.roll_back();
}

// The chosen place described before the victim left it would be another one: so afterwards.
Option describe_in_place(Plan& plan, int stop) {
  const int crew = plan.crew_of(stop);
  const int position = plan.position_of(stop);
  plan.begin();
  plan.remove(stop);
  const auto delta = plan.delta_at(stop, crew, position);
  auto option = describe(plan, stop, {delta.value_or(0), crew, position, true});
  plan.roll_back();
  return option;
}

bool make_room(Plan& plan, int stop, Explanation& explanation, int& trials) {
  Swap best;
  const Cost plain = (explanation.chosen ? explanation.chosen->delta : plan.postponed_cost(stop)) -
                     plan.postponed_cost(stop);
  best.delta = plain;
  for (int crew = 0; crew < plan.crews() && trials > 0; ++crew) {
    if (!plan.may(crew, stop)) continue;
    // A copy: trying changes the route and puts it back.
    const auto stops = plan.route(crew).stops;
    for (auto i = static_cast<std::size_t>(plan.route(crew).frozen); i < stops.size() && trials > 0; ++i) {
      if (!may_give_way(plan, stops[i], stop)) continue;
      --trials;
      try_swap(plan, stop, stops[i], best);
    }
  }
  if (best.victim < 0) return false;
  Moved moved{best.victim, plan.crew_of(best.victim), plan.start_of(best.victim), nobody, never};
  plan.remove(best.victim);
  plan.insert(stop, best.stop.crew, best.stop.position);
  if (best.victim_to.found()) plan.insert(best.victim, best.victim_to.crew, best.victim_to.position);
  explanation.moved.push_back(moved);
  explanation.gain += plain - best.delta;
  return true;
}

void tell_where_they_went(const Plan& plan, Explanation& explanation) {
  for (auto& moved : explanation.moved) {
    moved.to_crew = plan.crew_of(moved.stop);
    moved.to_start = plan.start_of(moved.stop);
  }
}

}  // namespace

Explanation place(Plan& plan, int stop, const StepLimits& limits) {
  auto explanation = explain_insertion(plan, stop);
  if (explanation.in_time()) {
    plan.insert(stop, explanation.chosen->crew, explanation.chosen->position);
    return explanation;
  }
  int trials = limits.most_trials;
  int waiting = stop;
  bool placed = false;
  for (int depth = 0; depth < limits.chain; ++depth) {
    Explanation step;
    if (waiting == stop)
      step = explanation;
    else
      step = explain_insertion(plan, waiting);
    const Cost gained = step.gain;
    if (!make_room(plan, waiting, step, trials)) {
      if (waiting != stop && step.chosen) plan.insert(waiting, step.chosen->crew, step.chosen->position);
      break;
    }
    explanation.moved.push_back(step.moved.back());
    explanation.gain += step.gain - gained;
    placed = true;
    // Does who gave way suffer so much that another had better give way to it?
    waiting = step.moved.back().stop;
    const bool late = plan.crew_of(waiting) == nobody ||
                      plan.measures_of_stop(waiting, plan.crew_of(waiting), plan.start_of(waiting))
                              .missed[static_cast<std::size_t>(at(plan, waiting).level)] > 0;
    if (!late) break;
    plan.remove(waiting);
    if (depth + 1 == limits.chain) {
      const auto back = cheapest_place(plan, waiting, plan.postponed_cost(waiting));
      if (back.found()) plan.insert(waiting, back.crew, back.position);
    }
  }
  if (placed) {
    explanation.chosen = describe_in_place(plan, stop);
    explanation.postponed = false;
    tell_where_they_went(plan, explanation);
  } else if (explanation.chosen) {
    plan.insert(stop, explanation.chosen->crew, explanation.chosen->position);
  }
  return explanation;
}

std::vector<int> take_out_what_does_not_fit(Plan& plan, int crew) {
  std::vector<int> out;
  const auto fits = [&] {
    const auto& route = plan.route(crew);
    for (std::size_t i = 0; i < route.stops.size(); ++i)
      if (route.start[i] > route.latest[i]) return false;
    return true;
  };
  const auto allowed = [&](int stop) {
    return first_rule_against(plan.problem().crews[static_cast<std::size_t>(crew)], crew, at(plan, stop)) ==
           Rule::none;
  };
  for (auto i = plan.route(crew).stops.size(); i-- > static_cast<std::size_t>(plan.route(crew).frozen);) {
    const int stop = plan.route(crew).stops[i];
    if (allowed(stop)) continue;
    plan.remove(stop);
    out.push_back(stop);
  }
  while (!fits()) {
    const auto& route = plan.route(crew);
    int least = -1;
    for (auto i = static_cast<std::size_t>(route.frozen); i < route.stops.size(); ++i) {
      const int stop = route.stops[i];
      if (at(plan, stop).pinned_crew == crew) continue;
      if (least < 0 || at(plan, stop).level >= at(plan, least).level) least = stop;
    }
    if (least < 0) break;  // only what is frozen or pinned is left: that is a person's will
    plan.remove(least);
    out.push_back(least);
  }
  std::stable_sort(out.begin(), out.end(),
                   [&](int one, int other) { return at(plan, one).level < at(plan, other).level; });
  return out;
}

}  // namespace dispatch::assignment
