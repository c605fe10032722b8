#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>

#include "server/town/village_plan.h"

/// Chance for the simulated town: the same on every machine for the same seed.
namespace simulation {

inline constexpr double pi = 3.14159265358979323846;

/// A stream of its own for one thing, so that leaving out another thing does not change it.
inline town::Chance stream(std::uint64_t seed, std::string_view thing, std::uint64_t number = 0) {
  std::uint64_t mixed = seed * 0x9E3779B97F4A7C15U + number * 0xD1B54A32D192ED03U;
  for (const char letter : thing) mixed = (mixed ^ static_cast<unsigned char>(letter)) * 0x100000001B3U;
  mixed ^= mixed >> 29U;
  return town::Chance(mixed * 0xBF58476D1CE4E5B9U);
}

inline bool happens(town::Chance& chance, double probability) { return chance.unit() < probability; }

inline double between(town::Chance& chance, double least, double most) {
  return least + chance.unit() * (most - least);
}

/// Mean 0, standard deviation 1.
inline double normal(town::Chance& chance) {
  const double radius = std::sqrt(-2 * std::log(1 - chance.unit()));
  return radius * std::cos(2 * pi * chance.unit());
}

/// A factor with mean 1; sigma: of its logarithm.
inline double factor(town::Chance& chance, double sigma, double least, double most) {
  return std::clamp(std::exp(sigma * normal(chance) - sigma * sigma / 2), least, most);
}

/// How many come when `mean` are expected (Poisson; its normal form for large means).
inline int count(town::Chance& chance, double mean) {
  if (mean <= 0) return 0;
  if (mean > 40) return std::max(0, static_cast<int>(std::lround(mean + std::sqrt(mean) * normal(chance))));
  const double limit = std::exp(-mean);
  int drawn = 0;
  double product = chance.unit();
  while (product > limit) {
    ++drawn;
    product *= chance.unit();
  }
  return drawn;
}

}  // namespace simulation
