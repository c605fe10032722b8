#include "dispatch/calendar.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace dispatch {
namespace {

using models::Duration;
using models::Time;

constexpr std::int64_t seconds_per_day = 86'400;
constexpr std::int64_t seconds_per_week = 7 * seconds_per_day;
constexpr std::int64_t monday_before_epoch = 3 * seconds_per_day;  // 1970-01-01 was a Thursday
constexpr Duration furthest = std::chrono::days{3653};             // 10 years with their leap days

/// The open hours of one week, counted from Monday 00:00 local time. Two functions are enough for everything:
/// how much open time lies before a moment, and which moment has so much open time before it. Neither walks
/// from day to day, so a far deadline costs no more than a near one.
class OpenWeek {
 public:
  explicit OpenWeek(const models::Calendar& calendar) : offset_(calendar.utc_offset_seconds) {
    for (const auto& span : calendar.spans) {
      if (span.weekday < 1 || span.weekday > 7) continue;
      const std::int64_t from = std::clamp(span.from_minute, 0, 1440);
      const std::int64_t to = std::clamp(span.to_minute, 0, 1440);
      const std::int64_t day = (span.weekday - 1) * seconds_per_day;
      if (from < to) spans_.emplace_back(day + from * 60, day + to * 60);
    }
    merge_overlaps();
    for (const auto& [from, to] : spans_) total_ += to - from;
  }

  bool never_open() const { return total_ == 0; }

  std::int64_t open_before(Time at) const {
    const std::int64_t local = models::to_unix(at) + offset_ + monday_before_epoch;
    const std::int64_t week = floor_divide(local, seconds_per_week);
    const std::int64_t second = local - week * seconds_per_week;
    std::int64_t open = week * total_;
    for (const auto& [from, to] : spans_) open += std::clamp<std::int64_t>(second - from, 0, to - from);
    return open;
  }

  /// The earliest moment before which `open` lies.
  Time moment_after(std::int64_t open) const {
    // The last second of a week's open time belongs to that week, not to the next one's first hour.
    const std::int64_t week = floor_divide(open - 1, total_);
    std::int64_t left = open - week * total_;
    std::int64_t second = 0;
    for (const auto& [from, to] : spans_) {
      second = from + left;
      if (left <= to - from) break;
      left -= to - from;
    }
    return models::from_unix(week * seconds_per_week + second - offset_ - monday_before_epoch);
  }

 private:
  static std::int64_t floor_divide(std::int64_t value, std::int64_t by) {
    return value >= 0 ? value / by : -((-value + by - 1) / by);
  }

  void merge_overlaps() {
    std::sort(spans_.begin(), spans_.end());
    std::vector<std::pair<std::int64_t, std::int64_t>> merged;
    for (const auto& span : spans_) {
      if (!merged.empty() && span.first <= merged.back().second)
        merged.back().second = std::max(merged.back().second, span.second);
      else
        merged.push_back(span);
    }
    spans_ = std::move(merged);
  }

  std::vector<std::pair<std::int64_t, std::int64_t>> spans_;
  std::int64_t total_ = 0;
  std::int64_t offset_;
};

}  // namespace

Time add_working_time(const models::Calendar& calendar, Time from, Duration working) {
  if (working <= Duration{0}) return from;
  const Time latest = from + furthest;
  if (working >= furthest) return latest;
  if (calendar.spans.empty()) return from + working;
  const OpenWeek week(calendar);
  if (week.never_open()) return latest;
  return std::min(week.moment_after(week.open_before(from) + working.count()), latest);
}

Duration working_time_between(const models::Calendar& calendar, Time from, Time to) {
  if (to <= from) return Duration{0};
  if (calendar.spans.empty()) return to - from;
  const OpenWeek week(calendar);
  return Duration{week.open_before(to) - week.open_before(from)};
}

bool is_open(const std::vector<models::WorkingSpan>& spans, int utc_offset_seconds, Time at) {
  if (spans.empty()) return true;
  const Time local = at + Duration{utc_offset_seconds};
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const auto weekday = static_cast<int>(std::chrono::weekday{day}.iso_encoding());
  const auto minute = std::chrono::duration_cast<std::chrono::minutes>(local - day).count();
  return std::any_of(spans.begin(), spans.end(), [&](const models::WorkingSpan& span) {
    return span.weekday == weekday && minute >= span.from_minute && minute < span.to_minute;
  });
}

}  // namespace dispatch
