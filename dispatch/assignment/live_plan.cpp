#include "dispatch/assignment/live_plan.h"

#include <algorithm>
#include <cmath>

#include "dispatch/assignment/event_step.h"
#include "dispatch/assignment/improve.h"

namespace dispatch::assignment {
namespace {

/// What a crew is doing.
enum class Doing : std::uint8_t { idle, driving, working };

struct CrewNow {
  Doing doing = Doing::idle;
  int stop = -1;             ///< driving to or working at
  Seconds expected_end = 0;  ///< of the visit, as thought now
};

// Who should be ready but is not needs a little longer: a tenth of the visit, at least five minutes.
Seconds a_little_longer(const Stop& stop) { return std::max(300, stop.duration / 10); }

}  // namespace

struct LivePlan::State {
  State(Problem given, LiveOptions given_options)
      : problem(std::move(given)),
        options(std::move(given_options)),
        plan(problem),
        crews(problem.crews.size()) {}

  Problem problem;
  LiveOptions options;
  Plan plan;  // reads `problem`, so it stands behind it
  std::vector<CrewNow> crews;
  std::vector<int> published;       ///< by stop: its crew at the last publication
  std::vector<std::uint8_t> known;  ///< by stop: has it been published at all?
  std::uint64_t searches = 0;
  Seconds now = 0;

  Stop& stop(int index) { return problem.stops[static_cast<std::size_t>(index)]; }
  Crew& crew(int index) { return problem.crews[static_cast<std::size_t>(index)]; }
  CrewNow& doing(int index) { return crews[static_cast<std::size_t>(index)]; }
  Seconds work(const Stop& what) const {
    return static_cast<Seconds>(std::lround(what.duration * options.work_ratio));
  }

  int enter(Stop what) {
    const int index = static_cast<int>(problem.stops.size());
    problem.stops.push_back(std::move(what));
    published.push_back(problem.stops.back().published_crew);
    known.push_back(0);
    plan.stop_added();
    return index;
  }

  void set_free(int index, Seconds at) {
    auto& who = crew(index);
    if (who.free_at == at) return;
    who.free_at = at;
    plan.crew_moved(index);
  }

  std::vector<Explanation> mend(int index) {
    std::vector<Explanation> explanations;
    for (const int out : take_out_what_does_not_fit(plan, index)) explanations.push_back(place(plan, out));
    return explanations;
  }
};

LivePlan::LivePlan(Problem problem, LiveOptions options)
    : state_(std::make_unique<State>(
          Problem{std::move(problem.travel), {}, std::move(problem.crews), problem.prices},
          std::move(options))) {
  for (auto& stop : problem.stops) {
    const int index = state_->enter(std::move(stop));
    place(state_->plan, index);
  }
}
LivePlan::~LivePlan() = default;
LivePlan::LivePlan(LivePlan&&) noexcept = default;
LivePlan& LivePlan::operator=(LivePlan&&) noexcept = default;

const Problem& LivePlan::problem() const { return state_->problem; }
const Plan& LivePlan::plan() const { return state_->plan; }

int LivePlan::add_place(const std::function<Seconds(int from, int to)>& between) {
  return state_->problem.travel.add(between);
}

void LivePlan::advance(Seconds now) {
  auto& state = *state_;
  state.now = std::max(state.now, now);
  for (int crew = 0; crew < state.plan.crews(); ++crew) {
    auto& doing = state.doing(crew);
    Seconds free = std::max(state.crew(crew).free_at, state.now);
    if (doing.doing != Doing::idle) {
      if (doing.expected_end <= state.now)
        doing.expected_end = state.now + a_little_longer(state.stop(doing.stop));
      free = doing.expected_end;
    }
    state.set_free(crew, free);
    state.mend(crew);
  }
}

Explanation LivePlan::add(Stop stop, Seconds now) {
  advance(now);
  const int index = state_->enter(std::move(stop));
  return place(state_->plan, index);
}

void LivePlan::close(int stop, Seconds now) {
  state_->stop(stop).open = false;
  state_->plan.stop_changed(stop);
  advance(now);
}

Explanation LivePlan::again(int stop, Seconds now) {
  advance(now);
  state_->stop(stop).open = true;
  state_->plan.stop_changed(stop);
  return place(state_->plan, stop);
}

void LivePlan::change(int stop, const std::function<void(Stop&)>& change, Seconds now) {
  auto& state = *state_;
  change(state.stop(stop));
  state.plan.stop_changed(stop);
  advance(now);
  const int crew = state.plan.crew_of(stop);
  if (crew != nobody) state.mend(crew);
}

void LivePlan::depart(int crew, int stop, Seconds now) {
  auto& state = *state_;
  auto& who = state.crew(crew);
  auto& what = state.stop(stop);
  const Seconds drive = static_cast<Seconds>(
      std::lround(state.problem.travel(who.place, what.place) * state.options.travel_ratio));
  what.open = false;
  state.plan.stop_changed(stop);
  auto& doing = state.doing(crew);
  doing = {Doing::driving, stop, now + drive + state.work(what)};
  who.place = what.place;
  state.set_free(crew, doing.expected_end);
  state.plan.crew_moved(crew);
  state.mend(crew);
}

void LivePlan::arrived(int crew, Seconds now) {
  auto& state = *state_;
  auto& doing = state.doing(crew);
  if (doing.stop < 0) return;
  doing.doing = Doing::working;
  doing.expected_end = now + state.work(state.stop(doing.stop));
  state.set_free(crew, doing.expected_end);
  state.mend(crew);
}

void LivePlan::finished(int crew, Seconds now) {
  auto& state = *state_;
  state.doing(crew) = {};
  state.set_free(crew, now);
  state.mend(crew);
}

std::vector<Explanation> LivePlan::set_available(int crew, bool available, Seconds now) {
  auto& state = *state_;
  state.crew(crew).available = available;
  state.plan.freeze(crew, 0);
  state.plan.crew_changed(crew);
  advance(now);
  return {};
}

void LivePlan::improve(std::int64_t steps, Seconds now, const std::function<bool()>& stop) {
  advance(now);
  ImproveOptions options;
  options.seed = state_->options.seed * 0x9e3779b97f4a7c15ULL + ++state_->searches;
  options.steps = steps;
  options.stop = stop;
  assignment::improve(state_->plan, options);
}

int LivePlan::next_visit(int crew, Seconds now) {
  auto& state = *state_;
  const auto& route = state.plan.route(crew);
  if (state.doing(crew).doing != Doing::idle || route.stops.empty() || !state.crew(crew).available)
    return nobody;
  if (state.crew(crew).free_at > now) return nobody;
  const auto& what = state.stop(route.stops.front());
  const Seconds drive = state.problem.travel(state.crew(crew).place, what.place);
  if (now + drive < std::max(what.release, what.pinned_start)) return nobody;
  return route.stops.front();
}

std::vector<Change> LivePlan::publish() {
  auto& state = *state_;
  std::vector<Change> changes;
  for (int stop = 0; stop < static_cast<int>(state.problem.stops.size()); ++stop) {
    const auto index = static_cast<std::size_t>(stop);
    if (!state.stop(stop).open) continue;
    const int crew = state.plan.crew_of(stop);
    if (state.known[index] != 0 && state.published[index] == crew) continue;
    if (state.published[index] != crew) changes.push_back({stop, state.published[index], crew});
    state.known[index] = 1;
    state.published[index] = crew;
    if (state.stop(stop).published_crew == crew) continue;
    state.stop(stop).published_crew = crew;
    state.plan.stop_changed(stop);
  }
  return changes;
}

}  // namespace dispatch::assignment
