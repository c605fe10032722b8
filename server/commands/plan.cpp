#include <algorithm>
#include <cstdio>

#include "dispatch/search/engine.h"
#include "server/commands/commands.h"
#include "server/planning/budget.h"
#include "server/planning/codec_plan.h"
#include "server/planning/vrptw_file.h"

namespace commands {

int plan(const PlanOptions& options) {
  auto instance = planning::read_vrptw(options.vrptw);
  if (!instance) {
    std::fprintf(stderr, "lamplighter plan: %s\n", instance.error().detail.c_str());
    return instance.error().code == models::ErrorCode::invalid ? usage : failed;
  }
  if (options.fleet > 0) instance->problem.fleet = std::min(instance->problem.fleet, options.fleet);
  const auto found =
      dispatch::search::improve(instance->problem, planning::stop_after_cpu(options.seconds), options.seed);
  std::printf("%s\n", planning::plan_to_json(*instance, found).c_str());
  return good;
}

}  // namespace commands
