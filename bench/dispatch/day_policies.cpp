#include <algorithm>
#include <climits>
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
    options.steps = steps;
    options.travel_ratio = 1.1;  // of past days: drives take 0.9 to 1.3 of the plan
    steps_ = steps;
    (void)waiting;
    plan_ = std::make_unique<LivePlan>(std::move(problem), options);
  }

  DayDecision decide(const DayView& view, const std::function<const DayOrder&(int)>& order) override {
    for (const int crew : view.arrived) plan_->arrived(crew, view.now);
    for (const int crew : view.freed) plan_->finished(crew, view.now);
    for (const int index : view.created) add(index, order(index), view.now);
    plan_->improve(steps_, view.now);
    DayDecision decision;
    plan_->publish();
    for (const int index : view.waiting)
      decision.crew_of.push_back(plan_->plan().crew_of(stop_of_[static_cast<std::size_t>(index)]));
    for (int crew = 0; crew < static_cast<int>(view.idle.size()); ++crew) {
      if (!view.idle[static_cast<std::size_t>(crew)]) continue;
      const int stop = plan_->next_visit(crew, view.now);
      if (stop < 0) continue;
      decision.departures.emplace_back(crew, order_of_[static_cast<std::size_t>(stop)]);
      plan_->depart(crew, stop, view.now);
    }
    return decision;
  }

 private:
  dispatch::Seconds between(int from, int to) const {
    const auto& [x, y] = points_[static_cast<std::size_t>(from)];
    DayOrder there;
    there.x = points_[static_cast<std::size_t>(to)].first;
    there.y = points_[static_cast<std::size_t>(to)].second;
    return rules_.planned(x, y, there);
  }

  void add(int index, const DayOrder& order, int now) {
    using namespace dispatch::assignment;
    points_.push_back({order.x, order.y});
    Stop stop;
    stop.work_orders = {order.id};
    stop.place = plan_->add_place([this](int from, int to) { return between(from, to); });
    stop.level = static_cast<Level>(order.priority - 1);
    stop.duration = order.estimate;
    stop.targets = {{order.due, 0}};
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
