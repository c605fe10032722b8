#pragma once
#include <memory>

#include "server/simulation/policy.h"

namespace simulation {

/// The plan of the real server (dispatch::assignment::LivePlan) as a policy.
std::unique_ptr<Policy> make_plan_policy(const PolicyOptions& options);

}  // namespace simulation
