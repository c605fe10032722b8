#pragma once
#include <cstdint>
#include <functional>

#include "dispatch/search/problem.h"

namespace dispatch::search {

/// What a stop rule answers.
struct Progress {
  bool stop = false;
  double done = 0;  ///< share of the budget that is used, 0 to 1; the temperature follows it
};

/// Asked every few iterations with the number of iterations so far. A rule that only counts iterations makes
/// the search repeatable.
using StopRule = std::function<Progress(std::int64_t iterations)>;

/// A rule that stops after so many iterations.
StopRule stop_after(std::int64_t iterations);

struct SearchReport {
  std::int64_t iterations = 0;
  std::int64_t children = 0;  ///< recombined plans tried
  std::int64_t pools = 0;     ///< pools begun; a second one where nothing new came from the first
};

/// The best plan found until the rule stops the search. Customers for whom no allowed place was found are in
/// Plan::unserved. Same problem, seed and iteration budget: same plan.
/// Errors: std::invalid_argument where fault(problem) says something.
Plan improve(const Problem& problem, const StopRule& stop, std::uint64_t seed,
             SearchReport* report = nullptr);

}  // namespace dispatch::search
