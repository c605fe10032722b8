#pragma once
#include <cstdint>
#include <vector>

#include "dispatch/travel.h"

namespace dispatch::assignment {

/// What something costs.
///
/// Units   sixtieths of a second of travel, so that "per minute" prices stay whole numbers
using Cost = std::int64_t;
inline constexpr Cost per_travel_second = 60;

/// From `from` on: value + slope · (t − from).
struct Piece {
  Seconds from = 0;
  Cost value = 0;
  Cost slope = 0;
};

/// The value of pieces sorted by `from`; before the first piece its line goes on.
///
/// Shape   count ≥ 1
inline Cost evaluate(const Piece* pieces, int count, Seconds at) {
  const Piece* low = pieces;
  while (count > 8) {
    const int half = count / 2;
    if (low[half].from <= at) {
      low += half;
      count -= half;
    } else {
      count = half;
    }
  }
  int i = 0;
  while (i + 1 < count && low[i + 1].from <= at) ++i;
  return low[i].value + low[i].slope * (at - low[i].from);
}

/// A piecewise-linear function of time with jumps: lateness as people feel it.
class CostFunction {
 public:
  CostFunction() : pieces_{Piece{}} {}
  explicit CostFunction(std::vector<Piece> pieces) : pieces_(std::move(pieces)) {}

  Cost operator()(Seconds at) const { return evaluate(pieces_.data(), static_cast<int>(pieces_.size()), at); }
  /// After `at`: `jump` once and `slope` for each second beyond.
  void add_after(Seconds at, Cost jump, Cost slope);
  /// Before `at`: `slope` for each second that is left until then.
  void add_before(Seconds at, Cost slope);

  const std::vector<Piece>& pieces() const { return pieces_; }

 private:
  std::size_t split(Seconds at);
  std::vector<Piece> pieces_;
};

}  // namespace dispatch::assignment
