#include "server/simulation/engine.h"

#include <algorithm>

#include "dispatch/sla_clock.h"

namespace simulation {

Engine::Engine(Town& town, const World& world, const Roster& roster, Policy& policy,
               const RunOptions& options)
    : town_(town), world_(world), roster_(roster), policy_(policy), options_(options) {
  orders_.resize(world.orders.size());
  people_.resize(roster.people.size());
  duty_place_.resize(roster.duties.size());
  ill_.assign(roster.duties.size(), false);
  plan_.crew_of_duty.assign(roster.duties.size(), nobody);
}

Outcome Engine::run() {
  push(0, Kind::open_day, 0);
  for (int day = 1; day < world_.options.days; ++day) push(day * day_length + day_opens, Kind::open_day, day);
  for (std::size_t i = 0; i < orders_.size(); ++i)
    push(world_.orders[i].received, Kind::receive, static_cast<int>(i));
  for (std::size_t i = 0; i < roster_.duties.size(); ++i) {
    push(roster_.duties[i].from, Kind::begin_duty, static_cast<int>(i));
    for (const auto& pause : roster_.duties[i].breaks) push(pause.to, Kind::tick, 0);
  }
  if (options_.forecast_every > 0)
    for (Seconds at = options_.forecast_every; at < world_.end(); at += options_.forecast_every)
      push(at, Kind::foretell, 0);
  while (!events_.empty() && events_.top().at < world_.end()) {
    now_ = events_.top().at;
    bool changed = false;
    while (!events_.empty() && events_.top().at == now_) {
      const Event event = events_.top();
      events_.pop();
      changed = happen(event) || changed;
    }
    policy_.settle(now_, changed);
    send_idle();
  }
  return finish_up();
}

// Whether there is something to think about anew.
bool Engine::happen(const Event& event) {
  switch (event.kind) {
    case Kind::open_day:
      open_day(event.index);
      return false;  // it has just been thought about
    case Kind::receive:
      receive(event.index);
      return true;
    case Kind::release:
      release(event.index);
      return true;
    case Kind::give_up:
      return give_up(event.index);
    case Kind::arrive:
      arrive(event.index);
      return false;
    case Kind::finish:
      finish(event.index);
      return true;
    case Kind::begin_duty:
      return begin_duty(event.index);
    case Kind::foretell:
      foretell();
      return false;
    case Kind::tick:
      return false;
  }
  return false;
}

void Engine::receive(int index) {
  auto& one = order(index);
  const auto& what = truth(index);
  one.received = true;
  one.order.clocks = what.clocks;
  one.needs = what.needs;
  one.expected = what.estimate;
  add_stop(index);
  if (what.gives_up_after > 0) push(now_ + what.gives_up_after, Kind::give_up, index);
}

void Engine::release(int index) {
  auto& one = order(index);
  dispatch::resume_clocks(town_.rules, one.order, world_.time(now_));
  one.state = OrderState::waiting;
  add_stop(index);
}

bool Engine::give_up(int index) {
  auto& one = order(index);
  if (one.state != OrderState::waiting || one.visits > 0) return false;
  one.state = OrderState::called_off;
  one.finished = now_;
  policy_.close(one.stop, now_);
  return true;
}

bool Engine::begin_duty(int index) {
  const auto& one = duty(index);
  const auto& who = roster_.people[static_cast<std::size_t>(one.person)];
  if (one.on_call || !who.counted) return false;
  const int day = one.from / day_length;
  if (!falls_ill(world_.options.seed, one.person, day)) return false;
  ++outcome_.ill_days;
  for (std::size_t i = 0; i < roster_.duties.size(); ++i) {
    const auto& other = roster_.duties[i];
    if (other.person != one.person || other.from / day_length != day) continue;
    ill_[i] = true;
    if (plan_.crew_of_duty[i] != nobody) policy_.set_available(plan_.crew_of_duty[i], false, now_);
  }
  return true;
}

Outcome Engine::finish_up() {
  for (auto& visit : outcome_.visits) visit.end = std::min(visit.end, world_.end());
  outcome_.orders.reserve(orders_.size());
  for (auto& one : orders_) {
    OrderResult result{one.state, one.visits, true, 0, one.finished, one.order.clocks};
    const auto now = world_.time(one.state == OrderState::called_off ? one.finished : world_.end());
    for (const auto& clock : one.order.clocks) {
      if (!models::needs_visit(clock.target) || (clock.paused_at && !clock.stopped_at)) continue;
      const auto late = (clock.stopped_at.value_or(now) - clock.due_at).count();
      result.late = std::max(result.late, static_cast<Seconds>(late));
    }
    result.in_time = result.late <= 0;
    outcome_.orders.push_back(std::move(result));
  }
  outcome_.reassigned = policy_.reassignments();
  see_what_came();
  return std::move(outcome_);
}

Outcome simulate(Town& town, const World& world, const Roster& roster, Policy& policy,
                 const RunOptions& options) {
  return Engine(town, world, roster, policy, options).run();
}

}  // namespace simulation
