#include <algorithm>
#include <climits>
#include <cmath>
#include <stdexcept>
#include <tuple>

#include "bench/dispatch/day.h"
#include "dispatch/assignment/live_plan.h"

namespace bench {
namespace {

/// The rules of thumb: whenever crews are free, the pair of order and crew that comes first by the rule
/// leaves.
class Simple final : public DayPolicy {
 public:
  using Key = std::tuple<double, double, double>;
  using Rule = Key (*)(const DayOrder&, int travel);
  Simple(const DayRules& rules, Rule rule) : rules_(rules), rule_(rule) {}

  DayDecision decide(const DayView& view, const std::function<const DayOrder&(int)>& order) override {
    DayDecision decision;
    decision.crew_of.assign(view.waiting.size(), -1);
    auto idle = view.idle;
    for (;;) {
      int best_crew = -1;
      std::size_t best_order = 0;
      Key best{};
      for (std::size_t i = 0; i < view.waiting.size(); ++i) {
        if (decision.crew_of[i] >= 0) continue;
        const auto& what = order(view.waiting[i]);
        for (std::size_t crew = 0; crew < idle.size(); ++crew) {
          const auto& who = rules_.crews[crew];
          if (!idle[crew] || std::find(who.skills.begin(), who.skills.end(), what.skill) == who.skills.end())
            continue;
          const int at = view.stopped_at[crew];
          const int travel = rules_.planned(at < 0 ? who.x : order(at).x, at < 0 ? who.y : order(at).y, what);
          if (view.now + travel + what.estimate > rules_.shift_end) continue;
          const auto key = rule_(what, travel);
          if (best_crew >= 0 && !(key < best)) continue;
          best = key;
          best_crew = static_cast<int>(crew);
          best_order = i;
        }
      }
      if (best_crew < 0) return decision;
      idle[static_cast<std::size_t>(best_crew)] = false;
      decision.crew_of[best_order] = best_crew;
      decision.departures.emplace_back(best_crew, view.waiting[best_order]);
    }
  }

 private:
  const DayRules& rules_;
  Rule rule_;
};

/// The engine of the product, told of the day's events.
class Ours final : public DayPolicy {
 public:
  Ours(const DayRules& rules, std::uint64_t seed, std::int64_t steps, bool waiting) : rules_(rules) {
    using namespace dispatch::assignment;
    Problem problem;
    for (const auto& crew : rules.crews) {
      Crew who;
      who.id = crew.id;
      points_.push_back({crew.x, crew.y});
      who.place = problem.travel.add([this](int from, int to) { return between(from, to); });
      who.shift_end = rules.shift_end;
      for (const int skill : crew.skills) who.skills.add(skill, 1);
      problem.crews.push_back(std::move(who));
    }
    LiveOptions options;
    options.seed = seed;
    steps_ = steps;
    if (waiting) options.coverage = expectations(problem);
    plan_ = std::make_unique<LivePlan>(std::move(problem), options);
  }

  DayDecision decide(const DayView& view, const std::function<const DayOrder&(int)>& order) override {
    for (const int crew : view.arrived) plan_->arrived(crew, view.now);
    for (const int crew : view.freed) plan_->finished(crew, view.now);
    for (const int index : view.created) add(index, order(index), view.now);
    plan_->improve(steps_, view.now);
    DayDecision decision;
    const auto leaving = plan_->departures(view.now);
    plan_->publish();
    for (const int index : view.waiting)
      decision.crew_of.push_back(plan_->plan().crew_of(stop_of_[static_cast<std::size_t>(index)]));
    for (const auto& [crew, stop] : leaving) {
      const int index = order_of_[static_cast<std::size_t>(stop)];
      const auto& what = order(index);
      const auto& from =
          points_[static_cast<std::size_t>(plan_->problem().crews[static_cast<std::size_t>(crew)].place)];
      if (view.now + rules_.planned(from.first, from.second, what) + what.estimate > rules_.shift_end)
        continue;
      decision.departures.emplace_back(crew, index);
      plan_->depart(crew, stop, view.now);
    }
    decision.ask_again_at = std::min(plan_->ask_again(view.now), rules_.shift_end);
    return decision;
  }

 private:
  // What days of this kind have been like: 22.5 emergencies in the first 30,000 s, anywhere on a square of 30
  // km, of any of eight skills. Learnt from all the published days together, as a town learns from its last
  // years.
  dispatch::assignment::CoverageOptions expectations(dispatch::assignment::Problem& problem) {
    using namespace dispatch::assignment;
    constexpr int skills = 8, side = 6;
    constexpr double metres = 30000, emergencies = 22.5, from_to = 30000;
    CoverageOptions options;
    for (int zone = 0; zone < side * side; ++zone) {
      points_.push_back({(zone % side + 0.5) * metres / side, (zone / side + 0.5) * metres / side});
      const int place = problem.travel.add([this](int from, int to) { return between(from, to); });
      for (int skill = 0; skill < skills; ++skill) {
        Expected expected;
        expected.skills.require(skill, 1);
        expected.place = place;
        expected.per_hour = emergencies / from_to * 3600 / skills / (side * side);
        options.expected.push_back(expected);
      }
    }
    options.until = static_cast<dispatch::Seconds>(from_to);
    options.durations = {{2000, 0.6}, {3700, 0.3}, {5800, 0.1}};
    return options;
  }

  dispatch::Seconds between(int from, int to) const {
    const auto& [x, y] = points_[static_cast<std::size_t>(from)];
    DayOrder there;
    there.x = points_[static_cast<std::size_t>(to)].first;
    there.y = points_[static_cast<std::size_t>(to)].second;
    // Drives have taken 0.9 to 1.3 of what the rules plan, a tenth more on average.
    return static_cast<dispatch::Seconds>(std::lround(rules_.planned(x, y, there) * 1.096));
  }

  void add(int index, const DayOrder& order, int now) {
    using namespace dispatch::assignment;
    points_.push_back({order.x, order.y});
    Stop stop;
    stop.work_orders = {order.id};
    stop.place = plan_->add_place([this](int from, int to) { return between(from, to); });
    stop.level = static_cast<Level>(order.priority - 1);
    stop.duration = order.estimate;
    stop.spread = order.estimate / 4;  // of past days
    stop.targets = {{order.due, 0, 0}};
    stop.skills.require(order.skill, 1);
    // Who is not reached today is reached first thing tomorrow.
    stop.postponed_start = std::max(rules_.shift_end, now);
    stop_of_.resize(std::max(stop_of_.size(), static_cast<std::size_t>(index) + 1), -1);
    stop_of_[static_cast<std::size_t>(index)] = static_cast<int>(order_of_.size());
    order_of_.push_back(index);
    plan_->add(std::move(stop), now);
  }

  const DayRules& rules_;
  std::int64_t steps_ = 0;
  std::unique_ptr<dispatch::assignment::LivePlan> plan_;
  std::vector<std::pair<double, double>> points_;
  std::vector<int> stop_of_, order_of_;
};

}  // namespace

std::unique_ptr<DayPolicy> simple_policy(const std::string& name, const DayRules& rules) {
  if (name == "first_in_first_out")
    return std::make_unique<Simple>(rules, [](const DayOrder& order, int travel) {
      return Simple::Key{order.created, travel, 0};
    });
  if (name == "nearest_crew")
    return std::make_unique<Simple>(rules, [](const DayOrder&, int travel) {
      return Simple::Key{travel, 0, 0};
    });
  if (name == "earliest_deadline")
    return std::make_unique<Simple>(rules, [](const DayOrder& order, int travel) {
      return Simple::Key{order.due, travel, 0};
    });
  if (name == "priority_deadline")
    return std::make_unique<Simple>(rules, [](const DayOrder& order, int travel) {
      return Simple::Key{order.priority, order.due, travel};
    });
  throw std::runtime_error("no policy is called " + name);
}

std::unique_ptr<DayPolicy> our_policy(const DayRules& rules, std::uint64_t seed, std::int64_t steps,
                                      bool waiting) {
  return std::make_unique<Ours>(rules, seed, steps, waiting);
}

}  // namespace bench
