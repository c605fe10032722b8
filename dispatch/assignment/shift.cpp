#include "dispatch/assignment/shift.h"

#include <algorithm>
#include <vector>

namespace dispatch::assignment {
namespace {

constexpr int most_days = 9;  // a span once a week comes again within these

std::vector<ShiftWindow> windows(const models::Crew& crew, models::Time at) {
  const models::Duration offset{crew.utc_offset_seconds};
  const auto today = std::chrono::floor<std::chrono::days>(at + offset);
  std::vector<ShiftWindow> all;
  for (int day = -1; day < most_days; ++day) {
    const auto date = today + std::chrono::days{day};
    const int weekday = static_cast<int>(std::chrono::weekday{date}.iso_encoding());
    for (const auto& span : crew.shifts) {
      if (span.weekday != weekday || span.to_minute <= span.from_minute) continue;
      const models::Time midnight = models::Time{date.time_since_epoch()} - offset;
      all.push_back({midnight + std::chrono::minutes{span.from_minute},
                     midnight + std::chrono::minutes{span.to_minute}});
    }
  }
  std::sort(all.begin(), all.end(), [](const auto& one, const auto& other) { return one.from < other.from; });
  std::vector<ShiftWindow> joined;
  for (const auto& one : all) {
    if (!joined.empty() && one.from <= joined.back().to)
      joined.back().to = std::max(joined.back().to, one.to);
    else
      joined.push_back(one);
  }
  return joined;
}

}  // namespace

std::optional<ShiftWindow> shift_of(const models::Crew& crew, models::Time at, models::Duration ahead) {
  if (crew.shifts.empty()) return ShiftWindow{at, models::Time::max()};
  for (const auto& one : windows(crew, at)) {
    if (one.to <= at) continue;
    if (one.from > at + ahead) return std::nullopt;
    return one;
  }
  return std::nullopt;
}

}  // namespace dispatch::assignment
