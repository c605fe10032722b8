#pragma once
#include <chrono>

#include "models/time.h"

namespace models {

/// The midnight that `at` follows where clocks are this far ahead of UTC: the day people live in.
inline Time start_of_day(Time at, int utc_offset_seconds) {
  const Duration offset{utc_offset_seconds};
  return Time{std::chrono::floor<std::chrono::days>(at + offset)} - offset;
}

}  // namespace models
