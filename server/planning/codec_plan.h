#pragma once
#include <string>

#include "dispatch/search/problem.h"
#include "server/planning/vrptw_file.h"

namespace planning {

/// One line of JSON: distance with one decimal, vehicles, feasible (all served), routes by the file's numbers
/// without the depot, and the unserved where there are any.
std::string plan_to_json(const VrptwInstance& instance, const dispatch::search::Plan& plan);

}  // namespace planning
