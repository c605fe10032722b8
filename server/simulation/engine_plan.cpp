#include <algorithm>

#include "server/simulation/engine.h"

// How each day's plan is opened, and what the orders look like to who decides.
namespace simulation {

using dispatch::assignment::Level;
using dispatch::assignment::Problem;
using dispatch::assignment::Stop;

namespace {
constexpr double work_spread = 0.45;
}

void Engine::open_day(int day) {
  for (auto& one : orders_)
    if (one.stop >= 0 && one.state == OrderState::waiting)
      if (const int crew = policy_.crew_of(one.stop); crew != nobody)
        one.planned_duty = plan_.duty_of_crew[static_cast<std::size_t>(crew)];
  Opening opening;
  plan_.clear(opening.problem);
  opening.problem.prices = options_.prices;
  postponed_ = (day + 1) * day_length + 8 * hour;
  const Seconds next = (day + 1) * day_length + day_opens;
  for (std::size_t i = 0; i < roster_.duties.size(); ++i) {
    plan_.crew_of_duty[i] = nobody;
    const auto& one = roster_.duties[i];
    if (one.from < next && one.to + most_overtime >= now_) add_crew(static_cast<int>(i), opening.problem);
  }
  int left = 0;
  for (std::size_t i = 0; i < orders_.size(); ++i) {
    auto& one = orders_[i];
    one.stop = -1;
    if (!one.received || one.state != OrderState::waiting) continue;
    ++left;
    const int index = static_cast<int>(i);
    put_stop(opening.problem, make_stop(index), index);
  }
  if (day > 0) outcome_.carried.push_back(left);
  for (std::size_t i = 0; i < people_.size(); ++i)
    if (people_[i].visit >= 0) add_busy(people_[i], opening);
  for (const auto& emergency : options_.expected) add_expected(emergency, opening);
  policy_.open(std::move(opening), now_);
}

void Engine::add_crew(int index, Problem& problem) {
  const auto& one = duty(index);
  const auto& who = roster_.people[static_cast<std::size_t>(one.person)];
  const auto& last = duty_place_[static_cast<std::size_t>(index)];
  DayPlan::Place place{{last.value_or(who.base), dispatch::RoadClass::village_road},
                       one.on_call && !last ? call_out : 0};
  dispatch::assignment::Crew crew;
  crew.id = index;
  crew.place = plan_.add_place(place, problem);
  crew.free_at = std::max(one.from, now_);
  crew.shift_end = one.to;
  crew.most_overtime = most_overtime;
  for (const auto& pause : one.breaks)
    if (pause.to > crew.free_at) crew.breaks.push_back(pause);
  crew.skills = who.skills;
  crew.areas = who.areas;
  crew.available = !ill_[static_cast<std::size_t>(index)];
  crew.on_call = one.on_call;
  plan_.crew_of_duty[static_cast<std::size_t>(index)] = static_cast<int>(problem.crews.size());
  plan_.duty_of_crew.push_back(index);
  plan_.place_of_crew.push_back(crew.place);
  problem.crews.push_back(std::move(crew));
}

Stop Engine::make_stop(int index) const {
  const auto& what = truth(index);
  const auto& running = orders_[static_cast<std::size_t>(index)];
  Stop stop;
  stop.work_orders = {index + 1};
  stop.level = what.severity == models::Severity::danger   ? Level::danger
               : what.severity == models::Severity::urgent ? Level::urgent
                                                           : Level::normal;
  stop.release = now_;
  stop.duration = running.expected;
  stop.spread = static_cast<Seconds>(running.expected * work_spread);
  for (const auto& clock : running.order.clocks) {
    // To call back is the desk's part, not a crew's.
    if (clock.stopped_at || !models::needs_visit(clock.target)) continue;
    const auto due = static_cast<Seconds>((clock.due_at - world_.options.start).count());
    const Seconds after = clock.target == models::SlaTarget::resolve ? running.expected
                          : clock.target == models::SlaTarget::make_safe
                              ? std::min(longest_make_safe, running.expected / 3)
                              : 0;
    stop.targets.push_back({due, after});
  }
  if (what.skill >= 0) stop.skills.require(what.skill, 1);
  stop.area = what.village;
  stop.postponed_start = postponed_;
  if (running.planned_duty >= 0)
    stop.published_crew = plan_.crew_of_duty[static_cast<std::size_t>(running.planned_duty)];
  return stop;
}

DayPlan::Place Engine::place_of(int index) const {
  const auto& what = truth(index);
  const bool home = town_.kinds[static_cast<std::size_t>(what.kind)].facility_class == "heater";
  return {{what.position, home ? dispatch::RoadClass::lane : dispatch::RoadClass::village_road}, 0};
}

int Engine::put_stop(Problem& problem, Stop stop, int index) {
  stop.place = plan_.add_place(place_of(index), problem);
  order(index).stop = static_cast<int>(problem.stops.size());
  note_promises(index);
  plan_.order_of_stop.push_back(index);
  plan_.place_of_stop.push_back(stop.place);
  problem.stops.push_back(std::move(stop));
  return order(index).stop;
}

void Engine::add_busy(const RunningPerson& who, Opening& opening) {
  const auto& visit = outcome_.visits[static_cast<std::size_t>(who.visit)];
  const int crew = plan_.crew_of_duty[static_cast<std::size_t>(visit.duty)];
  auto stop = make_stop(visit.order);
  stop.pinned_crew = crew;
  stop.published_crew = crew;
  if (who.arrived) stop.duration = std::max<Seconds>(60, stop.duration - (now_ - visit.arrive));
  const int number = put_stop(opening.problem, std::move(stop), visit.order);
  opening.problem.crews[static_cast<std::size_t>(crew)].free_at = now_;
  opening.busy.push_back({crew, number, who.arrived});
}

void Engine::add_expected(const Emergency& emergency, Opening& opening) {
  dispatch::assignment::Expected expected;
  expected.skills.require(emergency.skill, 1);
  expected.place =
      plan_.add_place({{emergency.position, dispatch::RoadClass::village_road}, 0}, opening.problem);
  expected.per_hour = emergency.per_hour;
  opening.expected.push_back(std::move(expected));
}

void Engine::add_stop(int index) {
  auto stop = make_stop(index);
  stop.place = plan_.add_place(place_of(index), policy_);
  plan_.place_of_stop.push_back(stop.place);
  plan_.order_of_stop.push_back(index);
  order(index).stop = policy_.add(std::move(stop), now_);
  note_promises(index);
}

}  // namespace simulation
