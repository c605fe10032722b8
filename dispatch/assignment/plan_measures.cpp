#include <algorithm>

#include "dispatch/assignment/plan.h"

// What a plan means in people's units; computed from the problem alone, so that it checks the fast numbers.
namespace dispatch::assignment {

Measures& Measures::operator+=(const Measures& other) {
  for (std::size_t i = 0; i < missed.size(); ++i) {
    missed[i] += other.missed[i];
    late_seconds[i] += other.late_seconds[i];
    moved[i] += other.moved[i];
    until_begun_seconds[i] += other.until_begun_seconds[i];
    postponed[i] += other.postponed[i];
  }
  overtime_seconds += other.overtime_seconds;
  travel_seconds += other.travel_seconds;
  waiting_seconds += other.waiting_seconds;
  not_preferred += other.not_preferred;
  given += other.given;
  doubt += other.doubt;
  scarcity += other.scarcity;
  shifted_seconds += other.shifted_seconds;
  pins_late += other.pins_late;
  pin_late_seconds += other.pin_late_seconds;
  return *this;
}

CostParts parts(const Measures& measures, const Prices& prices) {
  CostParts parts;
  for (std::size_t level = 0; level < measures.missed.size(); ++level) {
    const Cost cost = Cost{measures.missed[level]} * prices.missed[level] * per_travel_second +
                      measures.late_seconds[level] * prices.late_per_minute[level];
    (level == 0 ? parts.danger : parts.late) += cost;
    parts.effort += measures.until_begun_seconds[level] * prices.sooner_per_minute[level];
    parts.late += Cost{measures.postponed[level]} * prices.postponed[level] * per_travel_second;
    parts.stability += Cost{measures.moved[level]} * prices.moved_to_another_crew[level] * per_travel_second;
  }
  parts.late += measures.doubt;
  parts.effort += measures.scarcity +
                  (measures.overtime_seconds * prices.overtime_per_second + measures.travel_seconds +
                   Cost{measures.not_preferred} * prices.other_crew_than_preferred) *
                      per_travel_second +
                  measures.waiting_seconds * prices.waiting_per_ten_seconds * 6;
  parts.stability += Cost{measures.given} * prices.given_to_a_crew * per_travel_second +
                     measures.shifted_seconds * prices.shifted_per_minute +
                     Cost{measures.pins_late} * prices.missed[0] * per_travel_second +
                     measures.pin_late_seconds * prices.late_per_minute[0];
  return parts;
}

// Added in place: a route's measures are the sum of many visits, and most of what is counted is nought.
void Plan::add_measures(Measures& sum, int stop, int crew, Seconds start) const {
  const auto& what = problem_->stops[static_cast<std::size_t>(stop)];
  const auto& prices = problem_->prices;
  if (!what.open) return;
  const auto level = static_cast<std::size_t>(what.level);
  sum.until_begun_seconds[level] += std::max(0, start);
  for (const auto& target : what.targets) {
    const Seconds late = start - (target.due - target.after_start);
    if (late <= 0) continue;
    ++sum.missed[level];
    sum.late_seconds[level] += late;
  }
  if (what.announced_start >= 0)
    sum.shifted_seconds += std::max(0, std::abs(start - what.announced_start) - prices.shift_free);
  if (what.pinned_start >= 0 && start > what.pinned_start) {
    ++sum.pins_late;
    sum.pin_late_seconds += start - what.pinned_start;
  }
  if (what.published_crew >= 0 && crew != what.published_crew) ++sum.moved[level];
  if (crew == nobody) {
    ++sum.postponed[level];
    return;
  }
  sum.doubt += start_costs_[static_cast<std::size_t>(stop)](start) -
               certain_costs_[static_cast<std::size_t>(stop)](start);
  sum.scarcity += Cost{what.duration} * problem_->crews[static_cast<std::size_t>(crew)].price_per_minute;
  if (what.told_nobody) ++sum.given;
  if (what.preferred_crew >= 0 && crew != what.preferred_crew) ++sum.not_preferred;
}

Measures Plan::measures_of_stop(int stop, int crew, Seconds start) const {
  Measures measures;
  add_measures(measures, stop, crew, start);
  return measures;
}

Measures Plan::measures_of(int crew, std::span<const int> stops, std::vector<Seconds>* starts,
                           std::size_t kept) const {
  Measures measures;
  const auto& who = problem_->crews[static_cast<std::size_t>(crew)];
  if (starts != nullptr) starts->clear();
  const auto time = clock(crew);
  const auto& route = this->route(crew);
  Seconds at = kept > 0 ? route.depart[kept - 1] : time.work(who.free_at);
  int place = kept > 0 ? route.places[kept - 1] : who.place;
  for (const int stop : stops.subspan(kept)) {
    const auto& what = problem_->stops[static_cast<std::size_t>(stop)];
    const Seconds drive = problem_->travel(place, what.place);
    measures.travel_seconds += drive;
    const Seconds earliest = std::max(what.release, what.pinned_start);
    const Seconds begin = std::max(at + drive, time.work(earliest));
    measures.waiting_seconds += begin - (at + drive);
    const Seconds start = std::max(time.real(begin), earliest);
    if (starts != nullptr) starts->push_back(start);
    add_measures(measures, stop, crew, start);
    at = begin + what.duration;
    place = what.place;
  }
  if (stops.empty()) return measures;
  const Seconds home = who.end_place < 0 ? 0 : problem_->travel(place, who.end_place);
  measures.travel_seconds += home;
  measures.scarcity += measures.travel_seconds * who.price_per_minute;
  measures.overtime_seconds += std::max(0, at + home - time.work(who.shift_end));
  return measures;
}

Measures Plan::measures() const {
  Measures all;
  for (int crew = 0; crew < crews(); ++crew) all += measures_of_route(crew);
  for (int stop = 0; stop < static_cast<int>(where_.size()); ++stop)
    if (crew_of(stop) == nobody)
      add_measures(all, stop, nobody, problem_->stops[static_cast<std::size_t>(stop)].postponed_start);
  return all;
}

Cost Plan::recomputed_cost() const { return parts(measures(), problem_->prices).total(); }

Seconds Plan::start_of(int stop) const {
  const int crew = crew_of(stop);
  if (crew == nobody) return never;
  const auto& what = problem_->stops[static_cast<std::size_t>(stop)];
  const auto begin = route(crew).start[static_cast<std::size_t>(position_of(stop))];
  return std::max({clock(crew).real(begin), what.release, what.pinned_start});
}

Seconds Plan::finish_of(int stop) const {
  const int crew = crew_of(stop);
  if (crew == nobody) return never;
  return clock(crew).real(route(crew).depart[static_cast<std::size_t>(position_of(stop))]);
}

}  // namespace dispatch::assignment
