#pragma once
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "dispatch/assignment/planning.h"

namespace dispatch::assignment {

/// Where each crew that is on shift with nothing to do had best wait, with the reason in words. Emergencies
/// are expected as they came in the last four weeks, by village, skill and hour of the day, at the rate of
/// the last seven days. Nobody is sent to a village in mode manual; in mode propose only planners are told.
///
/// Shape   crews: all in use, and the ids of those that have something to do; by crew id; none for who is
/// away, off shift or about to go home
std::unordered_map<std::int64_t, CrewWaiting> waiting_of(models::Transaction& tx,
                                                         const std::vector<BoardCrew>& crews,
                                                         const std::unordered_set<std::int64_t>& busy,
                                                         const std::vector<models::PlanningRule>& rules,
                                                         models::Time now);

}  // namespace dispatch::assignment
