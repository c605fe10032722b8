#include "server/planning/budget.h"

#include <algorithm>
#include <ctime>

namespace planning {
namespace {

constexpr double closing_seconds = 0.002;  // to write the answer and to go

}  // namespace

double process_cpu_seconds() {
  timespec time{};
  if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) != 0) return 0;
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

dispatch::search::StopRule stop_after_cpu(double seconds, double start) {
  const double budget = std::max(1e-6, seconds - closing_seconds);
  return [budget, start](std::int64_t) {
    const double used = process_cpu_seconds() - start;
    return dispatch::search::Progress{used >= budget, std::clamp(used / budget, 0.0, 1.0)};
  };
}

}  // namespace planning
