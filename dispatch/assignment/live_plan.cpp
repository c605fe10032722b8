#include "dispatch/assignment/live_plan.h"

#include <algorithm>
#include <cmath>

#include "dispatch/assignment/event_step.h"
#include "dispatch/assignment/improve.h"
#include "dispatch/assignment/remaining.h"

namespace dispatch::assignment {
namespace {

constexpr Seconds between_questions = 300;
constexpr std::size_t most_firsts = 4;  ///< visits of a route that are thought of as the next one
/// An announced limit this far away is not in doubt yet in a way that matters.
constexpr Seconds farthest_doubt = 8 * 3600;

/// What a crew is doing.
enum class Doing : std::uint8_t { idle, driving, working };

struct CrewNow {
  Doing doing = Doing::idle;
  int stop = -1;      ///< driving to or working at
  Seconds since = 0;  ///< departure or arrival
  Seconds drive = 0;  ///< expected, when driving
  Remaining left;     ///< as thought now
};

}  // namespace

struct LivePlan::State {
  State(Problem given, LiveOptions given_options)
      : problem(std::move(given)),
        options(std::move(given_options)),
        plan(problem),
        coverage(options.coverage),
        crews(problem.crews.size()) {}

  Problem problem;
  LiveOptions options;
  Plan plan;  // reads `problem`, so it stands behind it
  Coverage coverage;
  std::vector<CrewNow> crews;
  std::vector<int> published;       ///< by stop: its crew at the last publication
  std::vector<std::uint8_t> known;  ///< by stop: has it been published at all?
  std::uint64_t searches = 0;
  Seconds now = 0;
  bool decided = false;  ///< are `leaving` the departures of this moment?
  std::vector<Departure> leaving;

  Stop& stop(int index) { return problem.stops[static_cast<std::size_t>(index)]; }
  const Stop& stop(int index) const { return problem.stops[static_cast<std::size_t>(index)]; }
  Crew& crew(int index) { return problem.crews[static_cast<std::size_t>(index)]; }
  CrewNow& doing(int index) { return crews[static_cast<std::size_t>(index)]; }

  int enter(Stop what) {
    const int index = static_cast<int>(problem.stops.size());
    problem.stops.push_back(std::move(what));
    set_doubts(problem.stops.back());
    published.push_back(problem.stops.back().published_crew);
    known.push_back(0);
    plan.stop_added();
    return index;
  }

  // What lies farther ahead is less sure: each visit before it may take longer or shorter.
  void set_doubts(Stop& what) const {
    for (auto& target : what.targets) {
      const Seconds ahead = std::clamp(target.due - target.after_start - now, 0, farthest_doubt);
      target.doubt = static_cast<Seconds>(std::lround(options.doubt_in_an_hour * std::sqrt(ahead / 3600.0)));
    }
  }

  void doubt_anew() {
    if (options.doubt_in_an_hour <= 0) return;
    for (int index = 0; index < static_cast<int>(problem.stops.size()); ++index) {
      if (!stop(index).open) continue;
      set_doubts(stop(index));
      plan.stop_repriced(index);
    }
  }

  void think_of(int index) {
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
  void look_at_the_clock(Seconds at) {
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
  }

  std::vector<Explanation> mend(int index) {
    std::vector<Explanation> explanations;
    for (const int out : take_out_what_does_not_fit(plan, index)) explanations.push_back(place(plan, out));
    return explanations;
  }

  std::vector<Outlook> outlooks() const {
    std::vector<Outlook> all;
    for (std::size_t i = 0; i < crews.size(); ++i) {
      const auto& who = problem.crews[i];
      const bool idle = crews[i].doing == Doing::idle && who.free_at <= now;
      all.push_back({static_cast<double>(who.free_at), crews[i].left.variance, who.place, idle});
    }
    return all;
  }

  bool may_leave(int index, int stop_index) const {
    const auto& what = stop(stop_index);
    const auto& who = problem.crews[static_cast<std::size_t>(index)];
    const Seconds drive = problem.travel(who.place, what.place);
    return now + drive >= std::max(what.release, what.pinned_start);
  }

  // How much better it is that the crew leaves for the best of its next visits than that it waits: nothing
  // when it had better wait.
  struct Gain {
    double amount = 0;
    int stop = -1;
    std::vector<int> visits;
  };
  Gain gain_of_leaving(int index) {
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

  void decide() {
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
};

LivePlan::LivePlan(Problem problem, LiveOptions options) {
  auto stops = std::move(problem.stops);
  problem.stops.clear();
  for (int crew = 0; crew < static_cast<int>(problem.crews.size()); ++crew)
    problem.crews[static_cast<std::size_t>(crew)].price_per_minute +=
        Coverage::scarcity_per_minute(problem, crew, options.coverage);
  state_ = std::make_unique<State>(std::move(problem), std::move(options));
  for (auto& stop : stops) place(state_->plan, state_->enter(std::move(stop)));
}
LivePlan::~LivePlan() = default;
LivePlan::LivePlan(LivePlan&&) noexcept = default;
LivePlan& LivePlan::operator=(LivePlan&&) noexcept = default;

const Problem& LivePlan::problem() const { return state_->problem; }
const Plan& LivePlan::plan() const { return state_->plan; }

int LivePlan::add_place(const std::function<Seconds(int from, int to)>& between) {
  return state_->problem.travel.add(between);
}

void LivePlan::advance(Seconds now) { state_->look_at_the_clock(now); }

Explanation LivePlan::add(Stop stop, Seconds now) {
  advance(now);
  return place(state_->plan, state_->enter(std::move(stop)));
}

void LivePlan::close(int stop, Seconds now) {
  state_->stop(stop).open = false;
  state_->plan.stop_changed(stop);
  advance(now);
}

Explanation LivePlan::again(int stop, Seconds now) {
  state_->stop(stop).open = true;
  state_->plan.stop_changed(stop);
  advance(now);
  return place(state_->plan, stop);
}

void LivePlan::change(int stop, const std::function<void(Stop&)>& change, Seconds now) {
  change(state_->stop(stop));
  state_->plan.stop_changed(stop);
  advance(now);
}

void LivePlan::depart(int crew, int stop, Seconds now) {
  auto& state = *state_;
  auto& who = state.crew(crew);
  auto& what = state.stop(stop);
  state.now = std::max(state.now, now);
  what.open = false;
  state.plan.stop_changed(stop);
  const auto drive = static_cast<Seconds>(
      std::lround(state.problem.travel(who.place, what.place) * state.options.coverage.travel_ratio));
  state.doing(crew) = {Doing::driving, stop, state.now, drive, {}};
  who.place = what.place;
  state.think_of(crew);
  who.free_at = static_cast<Seconds>(std::lround(state.doing(crew).left.end));
  state.plan.crew_moved(crew);
  state.mend(crew);
}

void LivePlan::arrived(int crew, Seconds now) {
  auto& doing = state_->doing(crew);
  if (doing.stop < 0) return;
  doing.doing = Doing::working;
  doing.since = now;
  state_->decided = false;
}

void LivePlan::finished(int crew, Seconds now) {
  auto& state = *state_;
  state.doing(crew) = {};
  state.crew(crew).free_at = now;
  state.plan.crew_moved(crew);
  state.decided = false;
}

std::vector<Explanation> LivePlan::set_available(int crew, bool available, Seconds now) {
  auto& state = *state_;
  state.crew(crew).available = available;
  state.plan.freeze(crew, 0);
  state.plan.crew_changed(crew);
  auto explanations = state.mend(crew);
  advance(now);
  return explanations;
}

void LivePlan::improve(std::int64_t steps, Seconds now, const std::function<bool()>& stop) {
  advance(now);
  ImproveOptions options;
  options.seed = state_->options.seed * 0x9e3779b97f4a7c15ULL + ++state_->searches;
  options.steps = steps;
  options.stop = stop;
  assignment::improve(state_->plan, options);
}

std::vector<Departure> LivePlan::departures(Seconds now) {
  if (now > state_->now) advance(now);
  if (!state_->decided) state_->decide();
  return state_->leaving;
}

int LivePlan::next_visit(int crew, Seconds now) {
  for (const auto& departure : departures(now))
    if (departure.crew == crew && state_->stop(departure.stop).open) return departure.stop;
  return nobody;
}

Seconds LivePlan::ask_again(Seconds now) const {
  for (int crew = 0; crew < state_->plan.crews(); ++crew)
    if (state_->crews[static_cast<std::size_t>(crew)].doing == Doing::idle &&
        !state_->plan.route(crew).stops.empty() &&
        state_->problem.crews[static_cast<std::size_t>(crew)].available)
      return now + between_questions;
  return never;
}

std::vector<Change> LivePlan::publish() {
  auto& state = *state_;
  std::vector<Change> changes;
  bool repriced = false;
  for (int stop = 0; stop < static_cast<int>(state.problem.stops.size()); ++stop) {
    const auto index = static_cast<std::size_t>(stop);
    if (!state.stop(stop).open) continue;
    const int crew = state.plan.crew_of(stop);
    if (state.known[index] != 0 && state.published[index] == crew) continue;
    if (state.published[index] != crew) changes.push_back({stop, state.published[index], crew});
    state.known[index] = 1;
    state.published[index] = crew;
    state.stop(stop).published_crew = crew;
    state.stop(stop).told_nobody = crew == nobody;
    state.plan.stop_repriced(stop);
    repriced = true;
  }
  if (repriced) state.plan.refresh_all();
  return changes;
}

}  // namespace dispatch::assignment
