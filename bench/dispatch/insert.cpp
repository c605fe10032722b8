#include <cstdio>

#include "bench/dispatch/commands.h"
#include "bench/dispatch/made_town.h"
#include "dispatch/assignment/event_step.h"
#include "dispatch/assignment/improve.h"

// One new order into a full plan: every crew's every place, the five alternatives in detail, the first rule
// against each other crew.
namespace bench {
namespace {

struct Size {
  int orders, crews;
  double side;
};

// The yardstick: put the stop at each place of each crew and add up the whole plan anew, as a program without
// suffix functions has to.
double naive_microseconds(dispatch::assignment::Plan& plan, int stop) {
  const double before = cpu_seconds();
  auto best = std::numeric_limits<dispatch::assignment::Cost>::max();
  for (int crew = 0; crew < plan.crews(); ++crew) {
    if (!plan.may(crew, stop)) continue;
    auto stops = plan.route(crew).stops;
    for (std::size_t at = 0; at <= stops.size(); ++at) {
      stops.insert(stops.begin() + static_cast<std::ptrdiff_t>(at), stop);
      const auto cost =
          dispatch::assignment::parts(plan.measures_of(crew, stops), plan.problem().prices).total();
      best = std::min(best, cost - plan.route(crew).cost);
      stops.erase(stops.begin() + static_cast<std::ptrdiff_t>(at));
    }
  }
  // Kept, so that the compiler does the work.
  volatile auto kept = best;
  (void)kept;
  return (cpu_seconds() - before) * 1e6;
}

}  // namespace

int run_insert(const Arguments& arguments) {
  const auto rounds = static_cast<int>(arguments.number("--rounds", 2000));
  std::printf("%8s %8s %10s %10s %12s %8s\n", "orders", "crews", "p50 us", "p99 us", "naive p50 us", "ratio");
  std::string json = "{";
  for (const auto& size : {Size{100, 10, 20000}, Size{400, 40, 30000}, Size{1000, 100, 40000}}) {
    MadeTown town(size.crews, size.side, static_cast<std::uint64_t>(arguments.number("--seed", 1)));
    const int total = size.orders + rounds;
    for (int i = 0; i < total; ++i) {
      auto stop = town.stop(0);
      stop.place = town.problem().travel.add(town.measure(town.point()));
      town.problem().stops.push_back(std::move(stop));
    }
    dispatch::assignment::Plan plan(town.problem());
    for (int stop = 0; stop < size.orders; ++stop) {
      const auto found = dispatch::assignment::explain_insertion(plan, stop);
      if (found.chosen) plan.insert(stop, found.chosen->crew, found.chosen->position);
    }
    std::vector<double> ours, naive;
    for (int stop = size.orders; stop < total; ++stop) {
      const double before = cpu_seconds();
      const auto found = dispatch::assignment::explain_insertion(plan, stop);
      if (found.chosen) plan.insert(stop, found.chosen->crew, found.chosen->position);
      ours.push_back((cpu_seconds() - before) * 1e6);
      plan.remove(stop);
      if (stop % 20 == 0) naive.push_back(naive_microseconds(plan, stop));
    }
    const double p50 = percentile(ours, 50);
    std::printf("%8d %8d %10.1f %10.1f %12.1f %8.3f\n", size.orders, size.crews, p50, percentile(ours, 99),
                percentile(naive, 50), p50 / percentile(naive, 50));
    char text[160];
    std::snprintf(text, sizeof text, "%s\"%d\":{\"p50_us\":%.2f,\"p99_us\":%.2f,\"naive_p50_us\":%.2f}",
                  json.size() > 1 ? "," : "", size.orders, p50, percentile(ours, 99), percentile(naive, 50));
    json += text;
  }
  std::printf("%s}\n", json.c_str());
  return 0;
}

}  // namespace bench
