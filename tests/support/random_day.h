#pragma once
#include <functional>
#include <string>

#include "models/store.h"
#include "tests/support/small_town.h"

namespace support {

/// Does one change and keeps it when it answers true; how is the store's affair.
using Run = std::function<void(const std::function<bool(models::Transaction&)>&)>;

/// Plays a random day in the small town: reports, decisions and steps by people who may and people who may
/// not, with a clock that goes on, jumps and is set back; expects after each step, and of everything at the
/// end, what must always hold.
///
/// Shape   answers how many steps were done and how many were refused, so that a test can expect enough of
/// both
struct DayPlayed {
  int done = 0;
  int refused = 0;
  int ended = 0;  ///< orders closed or cancelled in the end
};
DayPlayed play_random_day(const Run& run, const SmallTown& town, unsigned seed, int steps);

/// Expects of an order what must always hold.
void expect_sound(models::Transaction& tx, const models::WorkOrder& order);
/// Expects that a report waits, or has led to an order, or to a final decision.
void expect_sound(models::Transaction& tx, const models::Report& report);

}  // namespace support
