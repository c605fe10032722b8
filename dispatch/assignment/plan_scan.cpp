#include <algorithm>

#include "dispatch/assignment/plan.h"

// Looking for a place: prefix + one visit + a look-up in the suffix's function.
namespace dispatch::assignment {

// Calls visit(position, start, arrival at what follows, driving added, lateness and waiting of the visit) for
// each place that is not frozen.
template <class Visit>
inline void Plan::at_each_place(int stop, int crew, const Visit& visit) const {
  const auto& route = routes_[static_cast<std::size_t>(crew)];
  const auto& who = problem_->crews[static_cast<std::size_t>(crew)];
  const Hot what = hot_[static_cast<std::size_t>(stop)];
  const Seconds* from_here = problem_->travel.from(what.place);
  const Seconds* to_here = problem_->travel.to(what.place);
  const Cost price = drive_price(crew);
  const auto n = route.stops.size();
  const auto frozen = static_cast<std::size_t>(route.frozen);
  int place = frozen > 0 ? route.places[frozen - 1] : who.place;
  Seconds departure = frozen > 0 ? route.depart[frozen - 1] : clock(crew).work(who.free_at);
  for (std::size_t i = frozen; i <= n; ++i) {
    const int next = i < n ? route.places[i] : who.end_place;
    const Seconds there = to_here[place];
    const Seconds onward = next < 0 ? 0 : from_here[next];
    Seconds start = 0;
    const Cost cost = visit_cost(what, who.breaks, departure + there, start);
    visit(i, start, start + what.duration + onward, (there + onward - route.drive[i]) * price, cost);
    if (i == n) break;
    departure = route.depart[i];
    place = next;
  }
}

Insertion Plan::scan(int stop, int crew, Cost bound) const {
  const auto& route = routes_[static_cast<std::size_t>(crew)];
  const Cost fixed = fixed_cost(stop, crew) - (route.cost - route.travel * drive_price(crew));
  Insertion best;
  best.crew = crew;
  best.delta = bound;
  at_each_place(stop, crew, [&](std::size_t at, Seconds start, Seconds arrival, Cost driving, Cost visit) {
    if (arrival > route.latest[at]) return;
    best.fits = true;
    const Cost so_far = driving + visit + fixed + route.before[at];
    if (so_far >= best.delta) return;
    const Piece* suffix = &route.pieces[static_cast<std::size_t>(route.first[at])];
    const int end = at == 0 ? static_cast<int>(route.pieces.size()) : route.first[at - 1];
    const Cost delta = so_far + evaluate(suffix, end - route.first[at], arrival);
    if (delta >= best.delta) return;
    best.delta = delta;
    best.position = static_cast<int>(at);
    best.start = start;
  });
  return best;
}

Insertion Plan::best_in_route(int stop, int crew, Cost bound) const {
  if (!may(crew, stop) || rule_of_the_plan(stop, crew) != Rule::none) {
    Insertion none;
    none.crew = crew;
    return none;
  }
  return scan(stop, crew, bound);
}

Insertion Plan::best_above_rules(int stop, int crew) const {
  return scan(stop, crew, std::numeric_limits<Cost>::max());
}

Rule Plan::rule_of_the_plan(int stop, int crew) const {
  const auto& who = problem_->crews[static_cast<std::size_t>(crew)];
  if (static_cast<int>(route(crew).stops.size()) >= who.capacity) return Rule::capacity;
  const int partner = hot_[static_cast<std::size_t>(stop)].partner;
  if (partner >= 0 && crew_of(partner) == crew) return Rule::partner;
  return parts_suffice(stop, crew, who.stock) ? Rule::none : Rule::parts;
}

Plan::Overrun Plan::missing_overtime(int stop, int crew) const {
  const auto& route = routes_[static_cast<std::size_t>(crew)];
  Overrun least;
  at_each_place(stop, crew, [&](std::size_t at, Seconds start, Seconds arrival, Cost, Cost) {
    const Seconds overtime = std::max(0, arrival - route.latest[at]);
    if (overtime < least.overtime) least = {overtime, static_cast<int>(at), start};
  });
  return least;
}

std::optional<Cost> Plan::delta_at(int stop, int crew, int position) const {
  std::optional<Cost> found;
  const auto& route = routes_[static_cast<std::size_t>(crew)];
  if (!may(crew, stop) || rule_of_the_plan(stop, crew) != Rule::none) return found;
  const Cost fixed = fixed_cost(stop, crew) - (route.cost - route.travel * drive_price(crew));
  at_each_place(stop, crew, [&](std::size_t at, Seconds, Seconds arrival, Cost driving, Cost visit) {
    if (static_cast<int>(at) != position || arrival > route.latest[at]) return;
    const int end = at == 0 ? static_cast<int>(route.pieces.size()) : route.first[at - 1];
    found =
        driving + visit + fixed + route.before[at] +
        evaluate(&route.pieces[static_cast<std::size_t>(route.first[at])], end - route.first[at], arrival);
  });
  return found;
}

std::optional<Cost> Plan::cost_of(int crew, std::span<const int> stops, Seconds departure) const {
  const auto& who = problem_->crews[static_cast<std::size_t>(crew)];
  const auto time = clock(crew);
  Seconds at = time.work(std::max(departure, who.free_at));
  int place = who.place;
  Seconds driven = 0;
  Cost cost = 0;
  for (const int stop : stops) {
    const Hot& what = hot_[static_cast<std::size_t>(stop)];
    const Seconds drive = problem_->travel(place, what.place);
    Seconds start = 0;
    cost += visit_cost(what, who.breaks, at + drive, start) + fixed_cost(stop, crew);
    driven += drive;
    at = start + what.duration;
    place = what.place;
  }
  if (stops.empty()) return 0;
  const Seconds home = who.end_place < 0 ? 0 : problem_->travel(place, who.end_place);
  const Seconds over = at + home - time.work(who.shift_end);
  if (over > who.most_overtime) return std::nullopt;
  return cost + (driven + home) * drive_price(crew) +
         Cost{std::max(over, 0)} * problem_->prices.overtime_per_second * per_travel_second;
}

bool Plan::parts_suffice(int stop, int crew, const std::vector<int>& stock) const {
  if (!hot_[static_cast<std::size_t>(stop)].parts) return true;
  const auto& what = problem_->stops[static_cast<std::size_t>(stop)];
  if (what.pinned_crew == crew) return true;
  for (const auto& wanted : what.parts) {
    int used = wanted.count;
    for (const int other : route(crew).stops)
      for (const auto& part : problem_->stops[static_cast<std::size_t>(other)].parts)
        if (part.part == wanted.part) used += part.count;
    if (wanted.part < 0 || static_cast<std::size_t>(wanted.part) >= stock.size() ||
        stock[static_cast<std::size_t>(wanted.part)] < used)
      return false;
  }
  return true;
}

}  // namespace dispatch::assignment
