#pragma once
#include <functional>

#include "dispatch/assignment/plan.h"

/// Makes a plan better for as long as it is let: takes some visits out where they lie close together, puts
/// them back where they cost least, and keeps what is better (or, early on, little worse).
///
/// Source  Christiaens and Vanden Berghe, "Slack induction by string removals", 2020: the idea of the strings
namespace dispatch::assignment {

struct ImproveOptions {
  std::uint64_t seed = 1;
  std::int64_t steps = 400;        ///< bounds it always
  int removed = 8;                 ///< visits taken out in one step, on average
  double first_temperature = 120;  ///< seconds of travel that a step may cost at the beginning
  double last_temperature = 5;
  /// Asked every few steps; true ends the search early with the best plan so far.
  std::function<bool()> stop;
};

struct Improved {
  std::int64_t steps = 0;
  Cost gain = 0;  ///< what the plan costs less than before; at least 0
};

/// Shape   the same plan, seed and steps give the same result
Improved improve(Plan& plan, const ImproveOptions& options);

}  // namespace dispatch::assignment
