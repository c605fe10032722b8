#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "models/catalog.h"
#include "models/error.h"
#include "models/time.h"

namespace dispatch {

/// A calendar made ready for sums: every open stretch of forty years with the open time before it. Immutable;
/// a sum is two searches, so a far deadline costs no more than a near one.
///
/// Shape   before 2020 and after 2060 it counts as always open: the earliest deadline is the safe mistake
class OpenTime {
 public:
  explicit OpenTime(const models::Calendar& calendar);

  /// When `working` time has passed since `from`. At most 10 years ahead.
  models::Time add(models::Time from, models::Duration working) const;
  /// The open time between two moments; 0 when `to` is before `from`.
  models::Duration between(models::Time from, models::Time to) const;
  bool is_open(models::Time at) const;

 private:
  struct Stretch {
    std::int64_t from = 0;
    std::int64_t to = 0;
    std::int64_t before = 0;  ///< open seconds before it
  };
  std::int64_t before(models::Time at) const;
  models::Time moment_after(std::int64_t open) const;

  bool always_ = false;
  std::vector<Stretch> stretches_;
  std::int64_t total_ = 0;
};

/// The same calendar is made ready once; a few are kept.
std::shared_ptr<const OpenTime> open_time_of(const models::Calendar& calendar);

/// When `working` time has passed since `from`, counting only the calendar's open hours. At most 10 years
/// ahead.
models::Time add_working_time(const models::Calendar& calendar, models::Time from, models::Duration working);

/// The open time between two moments; 0 when `to` is before `from`.
models::Duration working_time_between(const models::Calendar& calendar, models::Time from, models::Time to);

bool is_open(const models::Calendar& calendar, models::Time at);

/// Whether a list of weekly spans (empty = always) is open at a moment; none crosses midnight.
bool is_open(const std::vector<models::WorkingSpan>& spans, int utc_offset_seconds, models::Time at);

/// Whether a day of the year belongs to a season.
bool in_season(const models::Season& season, std::chrono::sys_days date);

/// The town's date at a moment, by the calendar's zone.
std::chrono::sys_days local_date(const models::Calendar& calendar, models::Time at);

}  // namespace dispatch
