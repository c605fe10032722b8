#include <algorithm>
#include <map>
#include <utility>

#include "server/simulation/engine.h"

// What is foretold on the way, and what came of it.
namespace simulation {

using dispatch::assignment::Arrivals;
using dispatch::assignment::Level;

namespace {
constexpr Seconds days_looked_back = 7 * day_length;

Level level_of(models::Severity severity) {
  return severity == models::Severity::danger ? Level::danger : Level::urgent;
}
}  // namespace

/// As many as there were on the last days: what a town's own record would let one expect.
std::vector<Arrivals> Engine::arrivals_of_last_days() const {
  struct Counted {
    int count = 0;
    double work = 0;
  };
  std::map<std::pair<int, Level>, Counted> counted;
  const Seconds from = std::max(0, now_ - days_looked_back);
  const auto by_receipt = [](const WorldOrder& one, Seconds at) { return one.received < at; };
  const auto first = std::lower_bound(world_.orders.begin(), world_.orders.end(), from, by_receipt);
  for (auto one = first; one != world_.orders.end() && one->received < now_; ++one) {
    if (one->skill < 0 || one->severity > models::Severity::urgent) continue;
    auto& kind = counted[{one->skill, level_of(one->severity)}];
    ++kind.count;
    kind.work += one->estimate;
  }
  std::vector<Arrivals> arrivals;
  for (const auto& [what, kind] : counted) {
    Arrivals one;
    one.skills.require(what.first, 1);
    one.level = what.second;
    one.per_hour = 3600.0 * kind.count / std::max<Seconds>(now_ - from, day_length);
    one.duration = static_cast<Seconds>(kind.work / kind.count);
    arrivals.push_back(one);
  }
  return arrivals;
}

void Engine::note_promises(int index) {
  auto& running = order(index);
  running.promises.clear();
  for (const auto& clock : running.order.clocks)
    if (!clock.stopped_at && models::needs_visit(clock.target)) running.promises.push_back(clock.target);
}

void Engine::count_lately(dispatch::assignment::ForecastOptions& asked) const {
  constexpr models::Duration back{14 * day_length};
  const auto now = world_.time(now_);
  for (const auto& running : orders_) {
    if (!running.received || running.state == OrderState::called_off) continue;
    for (const auto& clock : running.order.clocks) {
      if (!models::needs_visit(clock.target) || clock.paused_at) continue;
      if (clock.due_at < now - back || clock.due_at >= now) continue;
      ++asked.due_lately;
      if (!clock.stopped_at || *clock.stopped_at > clock.due_at) ++asked.broken_lately;
    }
  }
}

void Engine::foretell() {
  dispatch::assignment::ForecastOptions asked;
  asked.seed = world_.options.seed * 1'000'003 + static_cast<std::uint64_t>(now_);
  asked.runs = options_.forecast_runs;
  asked.plain = options_.plain_chances;
  asked.arrivals = arrivals_of_last_days();
  count_lately(asked);
  const auto forecasts = policy_.forecast(now_, asked);
  const auto first = outcome_.foretold.size();
  for (std::size_t stop = 0; stop < forecasts.size(); ++stop) {
    const int index = plan_.order_of_stop[stop];
    const auto& running = order(index);
    if (running.stop != static_cast<int>(stop)) continue;
    if (running.state == OrderState::waiting || running.state == OrderState::under_way)
      note_chances(index, forecasts[stop].late);
  }
  int without = 0;
  const auto count = static_cast<double>(outcome_.foretold.size() - first);
  for (auto i = first; i < outcome_.foretold.size(); ++i) without += outcome_.foretold[i].has_crew ? 0 : 1;
  for (auto i = first; i < outcome_.foretold.size(); ++i) {
    outcome_.foretold[i].load = (without + 0.25) / (count + 0.5);
    outcome_.foretold[i].lately =
        (static_cast<double>(asked.broken_lately) + 0.2) / (static_cast<double>(asked.due_lately) + 10);
  }
}

void Engine::note_chances(int index, const std::vector<double>& late) {
  const auto& running = order(index);
  const auto now = world_.time(now_);
  for (std::size_t i = 0; i < std::min(late.size(), running.promises.size()); ++i) {
    const auto* clock = running.order.clock(running.promises[i]);
    if (clock == nullptr || clock->stopped_at || clock->paused_at || clock->due_at <= now) continue;
    const auto whole = static_cast<double>((clock->due_at - clock->started_at).count());
    outcome_.foretold.push_back(
        {index, clock->target, now_, late[i], static_cast<double>((now - clock->started_at).count()) / whole,
         static_cast<Seconds>((clock->due_at - now).count()), 0, 0,
         running.state == OrderState::under_way || policy_.crew_of(running.stop) != nobody, false});
  }
}

void Engine::see_what_came() {
  const auto end = world_.time(world_.end());
  std::erase_if(outcome_.foretold, [&](const Foretold& one) {
    // Called off, or still open at the end: nobody knows.
    const auto& running = order(one.order);
    return running.state != OrderState::done;
  });
  for (auto& one : outcome_.foretold)
    for (const auto& clock : order(one.order).order.clocks)
      if (clock.target == one.target) one.late = clock.stopped_at.value_or(end) > clock.due_at;
}

}  // namespace simulation
