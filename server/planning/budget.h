#pragma once
#include "dispatch/search/engine.h"

namespace planning {

/// CPU seconds that this process has used so far.
double process_cpu_seconds();

/// A stop rule that ends the search when the process has used so many CPU seconds, counted from `start`.
dispatch::search::StopRule stop_after_cpu(double seconds, double start = 0);

}  // namespace planning
