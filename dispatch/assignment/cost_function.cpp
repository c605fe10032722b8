#include "dispatch/assignment/cost_function.h"

#include <algorithm>

namespace dispatch::assignment {

// Makes a piece begin at `at` and answers its index.
std::size_t CostFunction::split(Seconds at) {
  const auto next = std::upper_bound(pieces_.begin(), pieces_.end(), at,
                                     [](Seconds time, const Piece& piece) { return time < piece.from; });
  if (next == pieces_.begin()) {
    const Piece& first = pieces_.front();
    pieces_.insert(pieces_.begin(), {at, first.value + first.slope * (at - first.from), first.slope});
    return 0;
  }
  const auto index = static_cast<std::size_t>(next - pieces_.begin());
  const Piece before = pieces_[index - 1];
  if (before.from == at) return index - 1;
  pieces_.insert(next, {at, before.value + before.slope * (at - before.from), before.slope});
  return index;
}

void CostFunction::add_after(Seconds at, Cost jump, Cost slope) {
  for (auto i = split(at + 1); i < pieces_.size(); ++i) {
    pieces_[i].value += jump + slope * (pieces_[i].from - at);
    pieces_[i].slope += slope;
  }
}

void CostFunction::add_before(Seconds at, Cost slope) {
  const auto end = split(at);
  for (std::size_t i = 0; i < end; ++i) {
    pieces_[i].value += slope * (at - pieces_[i].from);
    pieces_[i].slope -= slope;
  }
}

}  // namespace dispatch::assignment
