#include "dispatch/assignment/remaining.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace dispatch::assignment {
namespace {

double normal_below(double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); }

}  // namespace

Remaining remaining_visit(Seconds begin, double mean, double spread, Seconds now) {
  mean = std::max(mean, 60.0);
  spread = std::max(spread, mean / 10);
  const double passed = std::max(0.0, static_cast<double>(now) - begin);
  if (passed < 0.2 * mean) return {begin + mean, spread * spread};
  // Parameters of the logarithm that give this mean and spread.
  const double sigma = std::sqrt(std::log(1 + spread * spread / (mean * mean)));
  const double mu = std::log(mean) - sigma * sigma / 2;
  const double at = std::log(passed);
  const double beyond = normal_below((mu - at) / sigma);
  const double a_little_longer = 0.08 * mean;
  if (beyond < 1e-6) return {now + a_little_longer, a_little_longer * a_little_longer};
  // Moments of what is left of the distribution beyond the time that has passed.
  const double first = mean * normal_below((mu + sigma * sigma - at) / sigma) / beyond;
  const double second =
      (mean * mean + spread * spread) * normal_below((mu + 2 * sigma * sigma - at) / sigma) / beyond;
  return {std::max(begin + first, now + 1.0), std::max(0.0, second - first * first)};
}

}  // namespace dispatch::assignment
