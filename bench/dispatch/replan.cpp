#include <cstdio>
#include <fstream>

#include "bench/dispatch/commands.h"
#include "bench/dispatch/made_town.h"

// From an event to the published plan: the new order at once, then some improvement, then the publication.
namespace bench {
namespace {

struct Size {
  int orders, crews;
  double side;
  std::int64_t steps;
};

double resident_megabytes() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;)
    if (word == "VmHWM:") {
      double kilobytes = 0;
      status >> kilobytes;
      return kilobytes / 1024;
    }
  return 0;
}

}  // namespace

int run_replan(const Arguments& arguments) {
  const auto rounds = static_cast<int>(arguments.number("--rounds", 400));
  std::printf("%8s %8s %8s %12s %10s %10s %10s %12s\n", "orders", "crews", "steps", "reply p99 us", "p50 ms",
              "p99 ms", "max ms", "memory MB");
  std::string json = "{";
  for (const auto& size : {Size{220, 20, 30000, arguments.number("--steps", 150)},
                           Size{1000, 100, 40000, arguments.number("--steps", 150)}}) {
    MadeTown town(size.crews, size.side, static_cast<std::uint64_t>(arguments.number("--seed", 1)));
    dispatch::assignment::LivePlan plan(town.problem(), {});
    const auto add = [&](int now) {
      const auto at = town.point();
      auto stop = town.stop(now);
      stop.place = plan.add_place(town.measure(at));
      return plan.add(std::move(stop), now);
    };
    for (int i = 0; i < size.orders; ++i) add(0);
    plan.improve(2000, 0);
    plan.publish();
    std::vector<double> reply, whole;
    for (int round = 0; round < rounds; ++round) {
      const double before = cpu_seconds();
      const auto explanation = add(round);
      reply.push_back((cpu_seconds() - before) * 1e6);
      plan.improve(size.steps, round);
      plan.publish();
      whole.push_back((cpu_seconds() - before) * 1000);
      // As many orders end as begin.
      plan.close(town.below(explanation.stop), round);
    }
    std::printf("%8d %8d %8lld %12.0f %10.2f %10.2f %10.2f %12.1f\n", size.orders, size.crews,
                static_cast<long long>(size.steps), percentile(reply, 99), percentile(whole, 50),
                percentile(whole, 99), percentile(whole, 100), resident_megabytes());
    char text[160];
    std::snprintf(text, sizeof text,
                  "%s\"%d\":{\"reply_p99_us\":%.1f,\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"memory_mb\":%.1f}",
                  json.size() > 1 ? "," : "", size.orders, percentile(reply, 99), percentile(whole, 50),
                  percentile(whole, 99), resident_megabytes());
    json += text;
  }
  std::printf("%s}\n", json.c_str());
  return 0;
}

}  // namespace bench
