#pragma once
#include <span>
#include <vector>

#include "dispatch/assignment/coverage.h"

/// Where a crew that has nothing to do had best wait: where the next emergency is reached soonest, beside the
/// others who wait.
///
/// Source  docs/decisions/0073-waiting-places-and-what-was-tried.md
namespace dispatch::assignment {

struct WaitingOptions {
  Seconds ahead = 2 * 3600;        ///< so far ahead emergencies are counted
  Seconds farthest_drive = 1800;   ///< nobody is sent farther for nothing but waiting
  Seconds least_gain = 180;        ///< on average, for each emergency that it is the nearest to
  double least_expected = 0.1;     ///< emergencies that it would be the nearest to
  Seconds as_good_as_best = 60;    ///< more, on average: then the nearer place is taken
  Seconds as_good_as_none = 3600;  ///< who needs longer is no help
};

/// Units   here, there: seconds until somebody is at an emergency that this crew would be the nearest to, on
///         average, when it stays (or another waits nearer), and when it waits at `place`
struct WaitingPlace {
  int crew = nobody;
  int place = 0;
  double expected = 0;  ///< such emergencies within `ahead`
  Seconds here = 0;
  Seconds there = 0;
};

/// Shape   idle: crews, by index; at most one place for each, none for those that are well placed already
std::vector<WaitingPlace> waiting_places(const Problem& problem, std::span<const int> idle,
                                         const std::vector<Expected>& expected,
                                         const WaitingOptions& options = {});

}  // namespace dispatch::assignment
