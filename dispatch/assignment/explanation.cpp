#include "dispatch/assignment/explanation.h"

#include <algorithm>
#include <array>

namespace dispatch::assignment {
namespace {

constexpr Cost no_bound = std::numeric_limits<Cost>::max();
constexpr Seconds most_overtime_offered = 4 * 3600;

/// The cheapest few of what is offered, best first.
class Cheapest {
 public:
  Cost bound() const { return count_ < kept_.size() ? no_bound : kept_.back().delta; }
  void offer(const Insertion& insertion) {
    if (insertion.delta >= bound()) return;
    std::size_t at = std::min(count_, kept_.size() - 1);
    for (; at > 0 && kept_[at - 1].delta > insertion.delta; --at) kept_[at] = kept_[at - 1];
    kept_[at] = insertion;
    count_ = std::min(count_ + 1, kept_.size());
  }
  std::size_t size() const { return count_; }
  const Insertion& operator[](std::size_t i) const { return kept_[i]; }

 private:
  std::array<Insertion, most_alternatives + 1> kept_;
  std::size_t count_ = 0;
};

void add_parts(std::vector<int>& stock, const Stop& what) {
  for (const auto& wanted : what.parts) {
    if (wanted.part < 0) continue;
    const auto part = static_cast<std::size_t>(wanted.part);
    if (part >= stock.size()) stock.resize(part + 1);
    stock[part] += wanted.count;
  }
}

Seconds worst_lateness(const Stop& stop, Seconds start) {
  Seconds worst = 0;
  for (const auto& target : stop.targets) worst = std::max(worst, start - (target.due - target.after_start));
  return worst;
}

int missed_by(const Stop& stop, Seconds start) {
  return static_cast<int>(std::count_if(stop.targets.begin(), stop.targets.end(), [&](const Target& target) {
    return start > target.due - target.after_start;
  }));
}

// Would the crew be let in if only this one rule were granted?
bool others_hold(const Plan& plan, int stop, const Excluded& excluded) {
  const auto& what = plan.problem().stops[static_cast<std::size_t>(stop)];
  const auto& crew = plan.problem().crews[static_cast<std::size_t>(excluded.crew)];
  const unsigned rule = 1U << static_cast<unsigned>(excluded.rule);
  if ((rules_against(crew, excluded.crew, what) & ~rule) != 0) return false;
  const int spare = crew.capacity - static_cast<int>(plan.route(excluded.crew).stops.size());
  if (spare + (excluded.rule == Rule::capacity ? 1 : 0) <= 0) return false;
  if (what.parts.empty()) return true;
  auto stock = crew.stock;
  if (excluded.rule == Rule::parts) add_parts(stock, what);
  return plan.parts_suffice(stop, excluded.crew, stock);
}

std::optional<Relaxation> relax_rule(const Plan& plan, int stop, const Excluded& excluded) {
  if (excluded.rule == Rule::unavailable || excluded.rule == Rule::pinned_elsewhere ||
      excluded.rule == Rule::partner)
    return std::nullopt;
  const auto& what = plan.problem().stops[static_cast<std::size_t>(stop)];
  Relaxation relaxation;
  relaxation.rule = excluded.rule;
  relaxation.crew = excluded.crew;
  Seconds start = 0;
  if (excluded.rule == Rule::shift) {
    const auto overrun = plan.missing_overtime(stop, excluded.crew);
    if (overrun.overtime > most_overtime_offered) return std::nullopt;
    relaxation.amount = overrun.overtime;
    start = overrun.start;
  } else {
    if (!others_hold(plan, stop, excluded)) return std::nullopt;
    const auto best = plan.best_above_rules(stop, excluded.crew);
    if (!best.found()) return std::nullopt;
    start = best.start;
  }
  relaxation.start = plan.real_start(stop, excluded.crew, start);
  relaxation.missed = missed_by(what, relaxation.start);
  return relaxation;
}

void find_relaxations(const Plan& plan, Explanation& explanation) {
  auto& found = explanation.relaxations;
  if (explanation.chosen) {
    Relaxation later;
    later.amount = explanation.chosen->late;
    later.crew = explanation.chosen->crew;
    later.start = explanation.chosen->start;
    found.push_back(later);
  }
  for (const auto& excluded : explanation.excluded) {
    const auto relaxation = relax_rule(plan, explanation.stop, excluded);
    if (!relaxation) continue;
    // One who would be late anyway is helped only by a crew that would not.
    if (explanation.chosen && relaxation->missed > 0) continue;
    found.push_back(*relaxation);
  }
  std::stable_sort(found.begin(), found.end(), [](const Relaxation& one, const Relaxation& other) {
    return std::pair{one.missed, one.start} < std::pair{other.missed, other.start};
  });
  if (found.size() > most_relaxations) found.resize(most_relaxations);
}

}  // namespace

Option describe(const Plan& plan, int stop, const Insertion& insertion) {
  Option option;
  option.crew = insertion.crew;
  option.position = insertion.position;
  option.delta = insertion.delta;
  const auto& problem = plan.problem();
  const auto& what = problem.stops[static_cast<std::size_t>(stop)];
  thread_local std::vector<int> stops;
  thread_local std::vector<Seconds> without, with;
  const auto& route = plan.route(insertion.crew);
  // What comes before it stays as it is: only the rest of the day is added up.
  const auto at = static_cast<std::size_t>(insertion.position);
  stops = route.stops;
  const auto before = parts(plan.measures_of(insertion.crew, stops, &without, at), problem.prices);
  stops.insert(stops.begin() + insertion.position, stop);
  const auto after = parts(plan.measures_of(insertion.crew, stops, &with, at), problem.prices);
  option.cost = {after.danger - before.danger, after.late - before.late, after.effort - before.effort,
                 after.stability - before.stability};
  option.start = with[0];
  const WorkTime time{problem.crews[static_cast<std::size_t>(insertion.crew)].breaks};
  option.finish =
      time.plain() ? option.start + what.duration : time.real(time.work(option.start) + what.duration);
  option.missed = missed_by(what, option.start);
  option.late = std::max(0, worst_lateness(what, option.start));
  option.delays.reserve(route.stops.size() - at);
  for (std::size_t i = at; i < route.stops.size(); ++i) {
    const Seconds later = with[i - at + 1] - without[i - at];
    if (later <= 0) continue;
    const auto& other = problem.stops[static_cast<std::size_t>(route.stops[i])];
    option.delays.push_back(
        {route.stops[i], later, missed_by(other, with[i - at + 1]) - missed_by(other, without[i - at])});
  }
  return option;
}

Explanation explain_insertion(const Plan& plan, int stop) {
  Explanation explanation;
  explanation.stop = stop;
  explanation.excluded.reserve(static_cast<std::size_t>(plan.crews()));
  explanation.alternatives.reserve(most_alternatives);
  Cheapest cheapest;
  const auto& problem = plan.problem();
  const auto& what = problem.stops[static_cast<std::size_t>(stop)];
  for (int crew = 0; crew < plan.crews(); ++crew) {
    const auto& who = problem.crews[static_cast<std::size_t>(crew)];
    Rule rule =
        plan.may(crew, stop) ? plan.rule_of_the_plan(stop, crew) : first_rule_against(who, crew, what);
    if (rule == Rule::none) {
      const auto best = plan.best_in_route(stop, crew, cheapest.bound());
      if (best.found()) cheapest.offer(best);
      if (!best.fits) rule = Rule::shift;
    }
    if (rule != Rule::none) explanation.excluded.push_back({crew, rule});
  }
  const Cost postponed = plan.postponed_cost(stop);
  for (std::size_t i = 0; i < cheapest.size(); ++i) {
    auto option = describe(plan, stop, cheapest[i]);
    if (i == 0 && cheapest[i].delta < postponed)
      explanation.chosen = std::move(option);
    else if (explanation.alternatives.size() < most_alternatives)
      explanation.alternatives.push_back(std::move(option));
  }
  explanation.postponed = !explanation.chosen && cheapest.size() > 0;
  if (!explanation.in_time() && !explanation.postponed) find_relaxations(plan, explanation);
  return explanation;
}

void grant(Problem& problem, int stop, const Relaxation& relaxation) {
  auto& what = problem.stops[static_cast<std::size_t>(stop)];
  if (relaxation.rule == Rule::none) {
    for (auto& target : what.targets) target.due += relaxation.amount;
    return;
  }
  auto& crew = problem.crews[static_cast<std::size_t>(relaxation.crew)];
  switch (relaxation.rule) {
    case Rule::skill:
    case Rule::skill_level:
      crew.skills.add_all(what.skills);
      break;
    case Rule::area:
      crew.areas.resize(std::max(crew.areas.size(), static_cast<std::size_t>(what.area) + 1));
      crew.areas[static_cast<std::size_t>(what.area)] = true;
      break;
    case Rule::warranty:
      crew.owner = what.warranty_owner;
      break;
    case Rule::on_call:
      crew.on_call = false;
      break;
    case Rule::parts:
      add_parts(crew.stock, what);
      break;
    case Rule::capacity:
      ++crew.capacity;
      break;
    case Rule::shift:
      crew.most_overtime += relaxation.amount;
      break;
    default:
      break;
  }
}

}  // namespace dispatch::assignment
