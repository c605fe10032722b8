#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "dispatch/assignment/chance.h"

namespace dispatch::assignment {

/// How much the logarithm of a log-normal varies that has this mean and standard deviation; 0: not at all.
inline double sigma_of(double mean, double spread) {
  return mean > 0 && spread > 0 ? std::sqrt(std::log1p(spread * spread / (mean * mean))) : 0;
}

/// Draws from distributions that are the same on every machine.
class Draws {
 public:
  explicit Draws(std::uint64_t seed) : chance_(seed) {}
  /// Anything from 0 up to `whole`, equally likely.
  double share_of(double whole) { return whole * chance_.unit(); }
  double exponential(double mean) { return -mean * std::log(1 - chance_.unit()); }
  /// Log-normal with this mean.
  double around(double mean, double sigma) {
    if (mean <= 0 || sigma <= 0) return std::max(mean, 0.0);
    return mean * std::exp(sigma * normal() - sigma * sigma / 2);
  }
  /// The same, knowing that it is more than `least`.
  double around_beyond(double mean, double sigma, double least) {
    constexpr int tries = 12;
    for (int i = 0; i < tries; ++i)
      if (const double drawn = around(mean, sigma); drawn > least) return drawn;
    return least + exponential(0.2 * std::max(mean, 60.0));
  }

 private:
  // They come in pairs: the second waits for the next question.
  double normal() {
    if (has_second_) {
      has_second_ = false;
      return second_;
    }
    const double radius = std::sqrt(-2 * std::log(1 - chance_.unit()));
    const double angle = 2 * std::numbers::pi * chance_.unit();
    second_ = radius * std::sin(angle);
    has_second_ = true;
    return radius * std::cos(angle);
  }

  Chance chance_;
  double second_ = 0;
  bool has_second_ = false;
};

}  // namespace dispatch::assignment
