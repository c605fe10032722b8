#include "dispatch/assignment/live_state.h"

#include <algorithm>
#include <cmath>

#include "dispatch/assignment/event_step.h"

// Time passes, visits take longer, two crews wait for each other: the plan follows.
namespace dispatch::assignment {
namespace {

/// An announced limit this far away is not in doubt yet in a way that matters.
constexpr Seconds farthest_doubt = 8 * 3600;
constexpr Seconds between_doubts = 120;

}  // namespace

int LivePlan::State::enter(Stop what) {
  const int index = static_cast<int>(problem.stops.size());
  problem.stops.push_back(std::move(what));
  set_doubts(problem.stops.back());
  own_release.push_back(problem.stops.back().release);
  plan.stop_added();
  return index;
}

// An order for two crews becomes two stops that know of each other.
int LivePlan::State::enter_pair(Stop what) {
  what.crews_needed = 1;
  Stop second = what;
  second.pinned_crew = nobody;
  const int index = enter(std::move(what));
  second.partner = index;
  stop(index).partner = enter(std::move(second));
  plan.stop_changed(index);
  pairs.push_back(index);
  return index;
}

void LivePlan::State::set_release(int index, Seconds release) {
  if (stop(index).release == release) return;
  stop(index).release = release;
  plan.stop_repriced(index);
  if (plan.crew_of(index) != nobody) plan.crew_moved(plan.crew_of(index));
}

// Both begin when the later of the two can. One alone is of no use.
void LivePlan::State::meet(int first) {
  const int second = stop(first).partner;
  if (!stop(first).open || !stop(second).open) {
    // One is on its way: the other comes when it does.
    const int waiting = stop(first).open ? first : second;
    if (!stop(waiting).open) return;
    const auto gone = std::find_if(crews.begin(), crews.end(), [&](const CrewNow& one) {
      return one.stop == stop(waiting).partner && one.doing != Doing::idle;
    });
    if (gone == crews.end()) return;
    set_release(waiting, std::max(own_release[static_cast<std::size_t>(waiting)], gone->since + gone->drive));
    if (plan.crew_of(waiting) != nobody) mend(plan.crew_of(waiting));
    return;
  }
  for (const int index : {first, second}) set_release(index, own_release[static_cast<std::size_t>(index)]);
  for (const int index : {first, second})
    if (plan.crew_of(index) == nobody) place(plan, index);
  if (plan.crew_of(first) == nobody || plan.crew_of(second) == nobody) {
    for (const int index : {first, second}) plan.remove(index);
    return;
  }
  const Seconds together = std::max(plan.start_of(first), plan.start_of(second));
  const std::array<int, 2> who{plan.crew_of(first), plan.crew_of(second)};
  for (const int index : {first, second}) set_release(index, together);
  // Waiting for the other may leave too little of the day for what comes after.
  for (const int crew : who) mend(crew, first, second);
  if (plan.crew_of(first) != nobody && plan.crew_of(second) != nobody) return;
  for (const int index : {first, second}) {
    plan.remove(index);
    set_release(index, own_release[static_cast<std::size_t>(index)]);
  }
}

// A crew that was told where it goes next, and is about to leave, keeps that visit while others are shuffled.
void LivePlan::State::freeze_what_is_next() {
  if (options.freeze_horizon <= 0) return;
  for (int index = 0; index < plan.crews(); ++index) {
    const auto& stops = plan.route(index).stops;
    if (stops.empty() || crew(index).free_at - now > options.freeze_horizon) continue;
    if (stop(stops.front()).published_crew == index) plan.freeze(index, 1);
  }
}

void LivePlan::State::meet_all() {
  for (const int first : pairs) meet(first);
}

// What lies farther ahead is less sure: each visit before it may take longer or shorter.
void LivePlan::State::set_doubts(Stop& what) const {
  for (auto& target : what.targets) {
    const Seconds ahead = std::clamp(target.due - target.after_start - now, 0, farthest_doubt);
    target.doubt = static_cast<Seconds>(std::lround(options.doubt_in_an_hour * std::sqrt(ahead / 3600.0)));
  }
}

void LivePlan::State::doubt_anew() {
  // Doubt changes slowly, and all limits with it.
  if (options.doubt_in_an_hour <= 0 || (doubted && now < *doubted + between_doubts)) return;
  doubted = now;
  for (int index = 0; index < static_cast<int>(problem.stops.size()); ++index) {
    if (!stop(index).open) continue;
    set_doubts(stop(index));
    plan.stop_repriced(index);
  }
}

void LivePlan::State::think_of(int index) {
  auto& doing = this->doing(index);
  if (doing.doing == Doing::idle) {
    doing.left = {static_cast<double>(now), 0};
    return;
  }
  const auto& what = stop(doing.stop);
  const double work = what.duration * options.work_ratio;
  const double spread = what.spread * options.work_ratio;
  if (doing.doing == Doing::working) {
    doing.left = remaining_visit(doing.since, work, spread, now);
    return;
  }
  const double begin = std::max(doing.since + static_cast<double>(doing.drive), now + 30.0);
  const double drive_spread = options.coverage.travel_spread * doing.drive;
  doing.left = {begin + work, spread * spread + drive_spread * drive_spread};
}

// Everybody's next free moment as it is thought now; the plan follows. What no longer fits is put
// elsewhere.
void LivePlan::State::look_at_the_clock(Seconds at) {
  decided = false;
  now = std::max(now, at);
  doubt_anew();
  for (int index = 0; index < plan.crews(); ++index) {
    auto& who = crew(index);
    think_of(index);
    const auto free = static_cast<Seconds>(std::lround(doing(index).left.end));
    who.free_at = doing(index).doing == Doing::idle ? std::max(who.free_at, now) : free;
  }
  plan.refresh_all();
  for (int index = 0; index < plan.crews(); ++index) mend(index);
  meet_all();
}

// Puts elsewhere what does not fit any more, but for the two that are given.
std::vector<Explanation> LivePlan::State::mend(int index, int one, int other) {
  std::vector<Explanation> explanations;
  for (const int out : take_out_what_does_not_fit(plan, index))
    if (out != one && out != other) explanations.push_back(place(plan, out));
  return explanations;
}

}  // namespace dispatch::assignment
