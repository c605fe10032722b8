#pragma once
#include "dispatch/travel.h"

namespace dispatch::assignment {

/// When something ends, as well as it can be known.
///
/// Units   seconds after the problem's epoch; variance in square seconds
struct Remaining {
  double end = 0;
  double variance = 0;
};

/// A visit that has lasted until `now` and is not over: how long will it last, knowing that? Visits last
/// log-normally around their estimate, so one that is overdue is expected to need a good while yet.
///
/// Units   mean and spread (standard deviation) of the whole visit, in seconds; spread 0 counts as a tenth
Remaining remaining_visit(Seconds begin, double mean, double spread, Seconds now);

}  // namespace dispatch::assignment
