#include <algorithm>

#include "dispatch/sla_clock.h"
#include "server/simulation/engine.h"

// Who is sent, what happens at the door, and what comes of a visit.
namespace simulation {

using dispatch::assignment::Rule;
using dispatch::assignment::WorkTime;

namespace {

constexpr Seconds tick_every = 5 * 60;         // somebody is idle and something waits
constexpr Seconds look_for_someone = 10 * 60;  // at a door that nobody opens
constexpr double share_to_find_part = 0.4;     // of the work until it is clear that a part is missing
constexpr double share_with_part = 0.7;        // of the work when the part is there

}  // namespace

void Engine::send_idle() {
  std::vector<int> idle;
  for (std::size_t crew = 0; crew < plan_.duty_of_crew.size(); ++crew)
    if (is_idle(plan_.duty_of_crew[crew])) idle.push_back(static_cast<int>(crew));
  if (idle.empty()) return;
  const auto sent = policy_.send(idle, now_);
  for (const auto& one : sent) depart(one);
  if (sent.size() < idle.size() && next_tick_ <= now_ && something_waits()) {
    next_tick_ = now_ + tick_every;
    push(next_tick_, Kind::tick, 0);
  }
}

bool Engine::something_waits() const {
  return std::any_of(plan_.order_of_stop.begin(), plan_.order_of_stop.end(), [&](int index) {
    return orders_[static_cast<std::size_t>(index)].state == OrderState::waiting;
  });
}

bool Engine::is_idle(int index) const {
  const auto& one = duty(index);
  if (now_ < one.from || now_ >= one.to || ill_[static_cast<std::size_t>(index)]) return false;
  if (people_[static_cast<std::size_t>(one.person)].visit >= 0) return false;
  return std::none_of(one.breaks.begin(), one.breaks.end(),
                      [&](const auto& pause) { return now_ >= pause.from && now_ < pause.to; });
}

bool Engine::allowed(const Sending& sending) const {
  const auto crew = static_cast<std::size_t>(sending.crew), stop = static_cast<std::size_t>(sending.stop);
  if (crew >= plan_.duty_of_crew.size() || stop >= plan_.order_of_stop.size()) return false;
  const auto& running = orders_[static_cast<std::size_t>(plan_.order_of_stop[stop])];
  if (running.state != OrderState::waiting || running.stop != sending.stop) return false;
  const auto& one = duty(plan_.duty_of_crew[crew]);
  if (!is_idle(plan_.duty_of_crew[crew])) return false;
  const auto& who = roster_.people[static_cast<std::size_t>(one.person)];
  dispatch::assignment::Crew asked;
  asked.skills = who.skills;
  asked.areas = who.areas;
  asked.on_call = one.on_call;
  auto what = make_stop(plan_.order_of_stop[stop]);
  if (first_rule_against(asked, sending.crew, what) != Rule::none) return false;
  const WorkTime time(one.breaks);
  const Seconds drive = plan_.travel(plan_.place_of_crew[crew], plan_.place_of_stop[stop]);
  return time.real(time.work(now_) + drive + what.duration) <= one.to + most_overtime;
}

void Engine::depart(const Sending& sending) {
  if (!allowed(sending)) {
    ++outcome_.refused;
    return;
  }
  const auto crew = static_cast<std::size_t>(sending.crew), stop = static_cast<std::size_t>(sending.stop);
  const int index = plan_.order_of_stop[stop];
  auto& one = order(index);
  const int number = plan_.duty_of_crew[crew];
  const WorkTime time(duty(number).breaks);
  const auto nth = static_cast<std::size_t>(std::min(one.visits, most_visits - 1));
  const auto planned = plan_.travel(plan_.place_of_crew[crew], plan_.place_of_stop[stop]);
  const auto real = static_cast<Seconds>(planned * truth(index).travel_factor.at(nth));
  Visit visit{index, duty(number).person, number, duty(number).on_call, now_, 0, 0, 0, 0, VisitEnd::done};
  visit.arrive = std::min(time.real(time.work(now_) + real), duty(number).to + most_overtime);
  visit.end = visit.arrive;
  visit.travel = time.work(visit.arrive) - time.work(now_);
  one.state = OrderState::under_way;
  auto& who = people_[static_cast<std::size_t>(visit.person)];
  who.visit = static_cast<int>(outcome_.visits.size());
  who.arrived = false;
  outcome_.visits.push_back(visit);
  policy_.depart(sending.crew, sending.stop, now_);
  push(visit.arrive, Kind::arrive, visit.person);
}

void Engine::arrive(int index) {
  auto& who = people_[static_cast<std::size_t>(index)];
  auto& visit = outcome_.visits[static_cast<std::size_t>(who.visit)];
  auto& one = order(visit.order);
  const auto& what = truth(visit.order);
  const auto& shift = duty(visit.duty);
  const Seconds latest = shift.to + most_overtime;
  who.arrived = true;
  Seconds work = one.needs;
  visit.how = VisitEnd::done;
  if (one.visits < what.nobody_home) {
    work = look_for_someone;
    visit.how = VisitEnd::nobody_home;
  } else if (what.part_after > 0 && !one.part_fetched) {
    work = std::max<Seconds>(look_for_someone, static_cast<Seconds>(one.needs * share_to_find_part));
    visit.how = VisitEnd::part_missing;
  }
  const WorkTime time(shift.breaks);
  visit.end = time.real(time.work(now_) + work);
  if (visit.end > latest) {
    visit.end = std::max(latest, now_);
    visit.how = VisitEnd::broken_off;
  }
  visit.worked = time.work(visit.end) - time.work(now_);
  policy_.arrived(plan_.crew_of_duty[static_cast<std::size_t>(visit.duty)], now_);
  if (now_ < latest) {
    dispatch::stop_clock(one.order, models::SlaTarget::arrive, world_.time(now_));
    if (visit.how != VisitEnd::nobody_home)
      dispatch::stop_clock(one.order, models::SlaTarget::make_safe,
                           world_.time(now_ + std::min(longest_make_safe, what.needs / 3)));
  }
  push(visit.end, Kind::finish, index);
}

void Engine::finish(int index) {
  auto& who = people_[static_cast<std::size_t>(index)];
  auto& visit = outcome_.visits[static_cast<std::size_t>(who.visit)];
  auto& one = order(visit.order);
  const auto& what = truth(visit.order);
  const auto crew = static_cast<std::size_t>(plan_.crew_of_duty[static_cast<std::size_t>(visit.duty)]);
  policy_.finished(static_cast<int>(crew), one.stop, now_);
  plan_.place_of_crew[crew] = plan_.place_of_stop[static_cast<std::size_t>(one.stop)];
  duty_place_[static_cast<std::size_t>(visit.duty)] = what.position;
  who.visit = -1;
  ++one.visits;
  one.stop = -1;
  one.planned_duty = -1;
  switch (visit.how) {
    case VisitEnd::done:
      dispatch::stop_clock(one.order, models::SlaTarget::resolve, world_.time(now_));
      one.state = OrderState::done;
      one.finished = now_;
      return;
    case VisitEnd::nobody_home:
      visit.again = wait(visit.order, what.retry_after);
      return;
    case VisitEnd::part_missing:
      one.part_fetched = true;
      one.needs = static_cast<Seconds>(one.needs * share_with_part);
      one.expected = static_cast<Seconds>(what.estimate * share_with_part);
      visit.again = wait(visit.order, what.part_after);
      return;
    case VisitEnd::broken_off:
      one.needs = std::max<Seconds>(look_for_someone, one.needs - visit.worked);
      one.state = OrderState::waiting;
      add_stop(visit.order);
      return;
  }
}

// Nobody is rung up at night for it.
Seconds Engine::wait(int index, Seconds length) {
  auto& one = order(index);
  one.state = OrderState::paused;
  dispatch::pause_clocks(one.order, world_.time(now_));
  Seconds until = now_ + length;
  const Seconds of_day = until % day_length;
  if (of_day < 8 * hour)
    until += 8 * hour + 30 * 60 - of_day;
  else if (of_day >= 20 * hour)
    until += day_length - of_day + 8 * hour + 30 * 60;
  push(until, Kind::release, index);
  return until;
}

}  // namespace simulation
