#pragma once
#include <cstdint>
#include <random>
#include <vector>

#include "models/place.h"
#include "models/village.h"

namespace town {

/// Chance that is the same with every compiler: the standard fixes mt19937_64, but no distribution.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : engine_(seed) {}
  std::size_t below(std::size_t count);  ///< 0 … count - 1
  std::size_t between(std::size_t least, std::size_t most) { return least + below(most - least + 1); }
  double unit() { return static_cast<double>(engine_() >> 11U) * 0x1p-53; }  ///< [0, 1)
  template <class Item>
  const Item& pick(const std::vector<Item>& items) {
    return items[below(items.size())];
  }

 private:
  std::mt19937_64 engine_;
};

/// Divides a total by weights: whole shares that add up exactly.
std::vector<std::size_t> share_out(std::size_t total, const std::vector<std::size_t>& weights);

/// An invented village: parallel lanes, gently bent, turned a little, round its centre.
///
/// Units   metres; across and along are from -1 to 1
class VillagePlan {
 public:
  VillagePlan(const models::Village& village, std::size_t lanes, Chance& chance);
  std::size_t lanes() const { return lanes_; }
  models::Position at(std::size_t lane, double along, double metres_beside = 0) const;

 private:
  models::Position centre_;
  std::size_t lanes_;
  double cosine_;
  double sine_;
  double bend_;
};

}  // namespace town
