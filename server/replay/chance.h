#pragma once
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace replay {

/// Numbers that look random and are the same for the same seed on every machine (splitmix64).
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_(seed) {}
  /// A stream of its own for one thing, so that leaving out another thing does not change it.
  Chance(std::uint64_t seed, std::string_view thing) : state_(seed ^ hash(thing)) { (void)next(); }

  std::uint64_t next() {
    std::uint64_t mixed = (state_ += 0x9E3779B97F4A7C15u);
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
    return mixed ^ (mixed >> 31);
  }
  /// Shape   0 ≤ x < 1
  double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  bool happens(double probability) { return unit() < probability; }
  std::size_t below(std::size_t count) { return count == 0 ? 0 : static_cast<std::size_t>(next() % count); }
  double between(double least, double most) { return least + unit() * (most - least); }
  /// How many of a kind come when `mean` are expected (Poisson; its normal form for large means).
  std::size_t count(double mean) {
    if (mean <= 0) return 0;
    if (mean > 30) {
      const double normal =
          std::sqrt(-2 * std::log(1 - unit())) * std::cos(2 * 3.14159265358979323846 * unit());
      const double value = mean + std::sqrt(mean) * normal;
      return value < 0 ? 0 : static_cast<std::size_t>(std::llround(value));
    }
    const double limit = std::exp(-mean);
    std::size_t drawn = 0;
    for (double product = unit(); product > limit; product *= unit()) ++drawn;
    return drawn;
  }

 private:
  static std::uint64_t hash(std::string_view text) {
    std::uint64_t value = 0xCBF29CE484222325u;
    for (const char letter : text) value = (value ^ static_cast<unsigned char>(letter)) * 0x100000001B3u;
    return value;
  }
  std::uint64_t state_;
};

}  // namespace replay
