#pragma once
#include <optional>

#include "models/crew.h"
#include "models/time.h"

namespace dispatch::assignment {

/// A stretch of working time.
struct ShiftWindow {
  models::Time from{};
  models::Time to{};
};

/// The shift that runs at `at`, or the next one that begins within `ahead`. Spans that meet at midnight are
/// one shift.
///
/// Shape   a crew without spans is always on shift: from `at` on, to Time::max()
std::optional<ShiftWindow> shift_of(const models::Crew& crew, models::Time at, models::Duration ahead);

}  // namespace dispatch::assignment
