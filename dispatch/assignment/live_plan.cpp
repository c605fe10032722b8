#include "dispatch/assignment/live_plan.h"

#include <algorithm>
#include <cmath>

#include "dispatch/assignment/event_step.h"
#include "dispatch/assignment/improve.h"
#include "dispatch/assignment/live_state.h"

namespace dispatch::assignment {
namespace {

constexpr Seconds between_questions = 300;

}  // namespace

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
  if (stop.crews_needed < 2) return place(state_->plan, state_->enter(std::move(stop)));
  const int first = state_->enter_pair(std::move(stop));
  const int second = state_->stop(first).partner;
  auto explanation = place(state_->plan, first);
  auto other = place(state_->plan, second);
  state_->meet(first);
  // Where one of the two cannot go, nobody goes, and that one's reasons are the answer.
  if (!other.chosen) {
    other.stop = first;
    return other;
  }
  if (explanation.chosen) explanation.chosen->start = state_->plan.start_of(first);
  return explanation;
}

void LivePlan::close(int stop, Seconds now) {
  for (const int index : {stop, state_->stop(stop).partner}) {
    if (index < 0) continue;
    state_->stop(index).open = false;
    state_->plan.stop_changed(index);
  }
  advance(now);
}

Explanation LivePlan::again(int stop, Seconds now) {
  for (const int index : {stop, state_->stop(stop).partner}) {
    if (index < 0) continue;
    state_->stop(index).open = true;
    state_->plan.stop_changed(index);
  }
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
  // What it takes along is no longer there for the visits after this one.
  for (const auto& wanted : what.parts)
    if (const auto part = static_cast<std::size_t>(wanted.part); wanted.part >= 0 && part < who.stock.size())
      who.stock[part] = std::max(0, who.stock[part] - wanted.count);
  const auto drive = static_cast<Seconds>(
      std::lround(state.problem.travel(who.place, what.place) * state.options.coverage.travel_ratio));
  state.doing(crew) = {Doing::driving, stop, state.now, drive, {}};
  who.place = what.place;
  state.think_of(crew);
  who.free_at = static_cast<Seconds>(std::lround(state.doing(crew).left.end));
  if (what.parts.empty())
    state.plan.crew_moved(crew);
  else
    state.plan.crew_changed(crew);
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

std::vector<StopForecast> LivePlan::forecast(Seconds now, ForecastOptions options) const {
  options.now = std::max(now, state_->now);
  options.busy.clear();
  for (std::size_t i = 0; i < state_->crews.size(); ++i)
    if (const auto& crew = state_->crews[i]; crew.doing != Doing::idle)
      options.busy.push_back(
          {static_cast<int>(i), crew.stop, crew.doing == Doing::working, crew.since, crew.drive});
  return assignment::forecast(state_->plan, options);
}

void LivePlan::improve(std::int64_t steps, Seconds now, const std::function<bool()>& stop) {
  advance(now);
  ImproveOptions options;
  options.seed = state_->options.seed * 0x9e3779b97f4a7c15ULL + ++state_->searches;
  options.steps = steps;
  options.stop = stop;
  state_->freeze_what_is_next();
  assignment::improve(state_->plan, options);
  for (int crew = 0; crew < state_->plan.crews(); ++crew) state_->plan.freeze(crew, 0);
  state_->meet_all();
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
    auto& what = state.stop(stop);
    if (!what.open) continue;
    const int crew = state.plan.crew_of(stop);
    const bool known = what.published_crew == crew && (crew != nobody || what.told_nobody);
    if (known) continue;
    if (what.published_crew != crew) changes.push_back({stop, what.published_crew, crew});
    what.published_crew = crew;
    what.told_nobody = crew == nobody;
    state.plan.stop_repriced(stop);
    repriced = true;
  }
  if (repriced) state.plan.refresh_all();
  return changes;
}

}  // namespace dispatch::assignment
