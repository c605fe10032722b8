#include <algorithm>

#include "dispatch/assignment/live_state.h"

// Who leaves now, and who had better wait for what may come.
namespace dispatch::assignment {
namespace {

constexpr std::size_t most_firsts = 4;  ///< visits of a route that are thought of as the next one

}  // namespace

std::vector<Outlook> LivePlan::State::outlooks() const {
  std::vector<Outlook> all;
  for (std::size_t i = 0; i < crews.size(); ++i) {
    const auto& who = problem.crews[i];
    const bool idle = crews[i].doing == Doing::idle && who.free_at <= now;
    all.push_back({static_cast<double>(who.free_at), crews[i].left.variance, who.place, idle});
  }
  return all;
}

bool LivePlan::State::may_leave(int index, int stop_index) const {
  const auto& what = stop(stop_index);
  const auto& who = problem.crews[static_cast<std::size_t>(index)];
  const Seconds drive = problem.travel(who.place, what.place);
  return now + drive >= std::max(what.release, what.pinned_start);
}

LivePlan::State::Gain LivePlan::State::gain_of_leaving(int index) {
  Gain best;
  const auto& stops = plan.route(index).stops;
  const Seconds wait = options.coverage.wait;
  const double idle_price =
      static_cast<double>(options.coverage.idle_price_per_hour) * wait / 3600 * per_travel_second;
  auto waiting = plan.cost_of(index, stops, now + wait);
  if (!waiting) waiting = plan.route(index).cost + plan.postponed_cost(stops.back());
  std::vector<int> visits;
  for (std::size_t i = 0; i < std::min(stops.size(), most_firsts); ++i) {
    if (!may_leave(index, stops[i])) continue;
    visits = stops;
    std::rotate(visits.begin(), visits.begin() + static_cast<std::ptrdiff_t>(i),
                visits.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    const auto going = plan.cost_of(index, visits, now);
    if (!going) continue;
    const double gain = static_cast<double>(*waiting - *going) + idle_price -
                        static_cast<double>(coverage.price_of_leaving(index, visits));
    if (gain <= best.amount) continue;
    best = {gain, visits.front(), visits};
  }
  return best;
}

void LivePlan::State::decide() {
  leaving.clear();
  decided = true;
  std::vector<int> ready;
  for (int index = 0; index < plan.crews(); ++index) {
    const auto& stops = plan.route(index).stops;
    if (crews[static_cast<std::size_t>(index)].doing != Doing::idle || stops.empty()) continue;
    if (!crew(index).available || crew(index).free_at > now) continue;
    // Nobody waits with an emergency in hand; and without expectations nobody waits at all.
    const bool at_once = coverage.empty() || stop(stops.front()).level == Level::danger;
    if (!at_once)
      ready.push_back(index);
    else if (may_leave(index, stops.front()))
      leaving.push_back({index, stops.front()});
  }
  if (ready.empty()) return;
  coverage.look(plan, outlooks(), now);
  for (const auto& one : leaving) coverage.leaves(one.crew, plan.route(one.crew).stops);
  while (!ready.empty()) {
    Gain best;
    std::size_t at = 0;
    for (std::size_t i = 0; i < ready.size(); ++i) {
      auto gain = gain_of_leaving(ready[i]);
      if (gain.stop < 0 || gain.amount <= best.amount) continue;
      best = std::move(gain);
      at = i;
    }
    if (best.stop < 0) return;
    leaving.push_back({ready[at], best.stop});
    coverage.leaves(ready[at], best.visits);
    ready.erase(ready.begin() + static_cast<std::ptrdiff_t>(at));
  }
}

}  // namespace dispatch::assignment
