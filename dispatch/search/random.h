#pragma once
#include <cmath>
#include <cstdint>

namespace dispatch::search {

/// A small fast generator of chance; the same seed gives the same row on every machine.
/// Source: xoshiro256++ after the description of Blackman and Vigna, seeded with splitmix64.
class Random {
 public:
  explicit Random(std::uint64_t seed) {
    for (auto& word : state_) {
      seed += 0x9e3779b97f4a7c15ULL;
      std::uint64_t mixed = seed;
      mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ULL;
      mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebULL;
      word = mixed ^ (mixed >> 31);
    }
  }

  std::uint64_t next() {
    const std::uint64_t result = turned(state_[0] + state_[3], 23) + state_[0];
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = turned(state_[3], 45);
    return result;
  }

  /// Evenly from 0 to bound - 1; 0 where the bound is not positive.
  int below(int bound) {
    if (bound <= 0) return 0;
    return static_cast<int>(((next() >> 32) * static_cast<std::uint64_t>(bound)) >> 32);
  }

  /// Evenly from (0, 1].
  double unit() { return static_cast<double>((next() >> 11) + 1) * 0x1.0p-53; }

  /// How many tries it takes until something of this probability happens, at least 1.
  int tries(double probability) {
    if (probability >= 1) return 1;
    const double count = std::log(unit()) / std::log1p(-probability);
    return count < 1e9 ? 1 + static_cast<int>(count) : 1'000'000'000;
  }

 private:
  static std::uint64_t turned(std::uint64_t value, int by) { return (value << by) | (value >> (64 - by)); }

  std::uint64_t state_[4];
};

/// An event of a small probability, drawn once for many tries.
class Rarely {
 public:
  Rarely(Random& random, double probability)
      : random_(random), probability_(probability), left_(random.tries(probability)) {}

  bool happens() {
    if (--left_ > 0) return false;
    left_ = random_.tries(probability_);
    return true;
  }

 private:
  Random& random_;
  double probability_;
  int left_;
};

}  // namespace dispatch::search
