#include "server/simulation/policy_live.h"

#include <algorithm>
#include <utility>

namespace simulation {
namespace {

using dispatch::assignment::LiveOptions;
using dispatch::assignment::LivePlan;
using dispatch::assignment::Stop;

constexpr std::int64_t steps_at_opening = 10;  // times the steps of an event: a whole day is laid anew

class PlanPolicy final : public Policy {
 public:
  explicit PlanPolicy(const PolicyOptions& options) : options_(options) {}

  void open(Opening opening, Seconds now) override {
    LiveOptions live;
    live.seed = options_.seed;
    live.coverage.expected = std::move(opening.expected);
    live.coverage.travel_spread = options_.travel_spread;
    plan_.emplace(std::move(opening.problem), std::move(live));
    plan_->advance(now);
    for (const auto& busy : opening.busy) {
      plan_->depart(busy.crew, busy.stop, now);
      if (busy.arrived) plan_->arrived(busy.crew, now);
    }
    plan_->improve(options_.steps * steps_at_opening, now);
    (void)plan_->publish();
  }
  int add_place(const std::function<Seconds(int, int)>& between) override {
    return plan_->add_place(between);
  }
  int add(Stop stop, Seconds now) override { return plan_->add(std::move(stop), now).stop; }
  void close(int stop, Seconds now) override { plan_->close(stop, now); }
  void depart(int crew, int stop, Seconds now) override { plan_->depart(crew, stop, now); }
  void arrived(int crew, Seconds now) override { plan_->arrived(crew, now); }
  void finished(int crew, int, Seconds now) override { plan_->finished(crew, now); }
  void set_available(int crew, bool available, Seconds now) override {
    (void)plan_->set_available(crew, available, now);
  }

  void settle(Seconds now, bool changed) override {
    if (!changed) return;  // to ask who leaves looks at the clock too
    plan_->improve(options_.steps, now);
    for (const auto& change : plan_->publish())
      if (change.from_crew != nobody && change.from_crew != change.to_crew) ++reassignments_;
  }

  std::vector<Sending> send(const std::vector<int>& idle, Seconds now) override {
    std::vector<Sending> sent;
    for (const auto& one : plan_->departures(now))
      if (std::find(idle.begin(), idle.end(), one.crew) != idle.end()) sent.push_back({one.crew, one.stop});
    return sent;
  }

  std::vector<dispatch::assignment::StopForecast> forecast(
      Seconds now, const dispatch::assignment::ForecastOptions& options) const override {
    return plan_->forecast(now, options);
  }

  int crew_of(int stop) const override { return plan_->plan().crew_of(stop); }
  std::int64_t reassignments() const override { return reassignments_; }

 private:
  PolicyOptions options_;
  std::optional<LivePlan> plan_;
  std::int64_t reassignments_ = 0;
};

}  // namespace

std::unique_ptr<Policy> make_plan_policy(const PolicyOptions& options) {
  return std::make_unique<PlanPolicy>(options);
}

}  // namespace simulation
