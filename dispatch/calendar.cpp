#include "dispatch/calendar.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "dispatch/zone.h"

namespace dispatch {
namespace {

using models::Duration;
using models::Time;
using std::chrono::days;
using std::chrono::sys_days;

constexpr Duration furthest = days{3653};  // 10 years with their leap days
constexpr Time first = sys_days{std::chrono::year{2020} / 1 / 1};
constexpr Time last = sys_days{std::chrono::year{2061} / 1 / 1};
constexpr std::size_t most_kept = 16;

int weekday_of(sys_days date) { return static_cast<int>(std::chrono::weekday{date}.iso_encoding()); }

/// The spans that begin on a date, in minutes from its midnight.
class DaySpans {
 public:
  explicit DaySpans(const models::Calendar& calendar) : calendar_(calendar) {
    for (const auto& exception : calendar.exceptions) dates_.push_back(&exception);
    std::sort(dates_.begin(), dates_.end(),
              [](const auto* one, const auto* other) { return one->date < other->date; });
  }

  template <class Take>
  void each(sys_days date, Take take) const {
    const auto found = std::lower_bound(dates_.begin(), dates_.end(), date,
                                        [](const auto* one, sys_days day) { return one->date < day; });
    const bool is_exception = found != dates_.end() && (*found)->date == date;
    if (calendar_.season && !in_season(*calendar_.season, date)) return;
    if (is_exception && (*found)->like_weekday == 0) {
      for (const auto& span : (*found)->spans) take(span);
      return;
    }
    const int weekday = is_exception ? (*found)->like_weekday : weekday_of(date);
    if (calendar_.spans.empty()) return take(models::WorkingSpan{weekday, 0, 1440});
    for (const auto& span : calendar_.spans)
      if (span.weekday == weekday) take(span);
  }

 private:
  const models::Calendar& calendar_;
  std::vector<const models::CalendarException*> dates_;
};

std::vector<ZoneOffset> offsets_of(const models::Calendar& calendar) {
  if (auto offsets = zone_offsets(calendar.zone, first, last)) return *std::move(offsets);
  return {{first, Duration{calendar.utc_offset_seconds}}};
}

/// Names and sources are for people; the hours do not depend on them.
bool same_dates(const std::vector<models::CalendarException>& one,
                const std::vector<models::CalendarException>& other) {
  return std::equal(one.begin(), one.end(), other.begin(), other.end(), [](const auto& a, const auto& b) {
    return a.date == b.date && a.like_weekday == b.like_weekday && a.spans == b.spans;
  });
}

bool same_hours(const models::Calendar& one, const models::Calendar& other) {
  return one.zone == other.zone && one.utc_offset_seconds == other.utc_offset_seconds &&
         one.spans == other.spans && one.season == other.season &&
         same_dates(one.exceptions, other.exceptions);
}

}  // namespace

OpenTime::OpenTime(const models::Calendar& calendar)
    : always_(calendar.spans.empty() && calendar.exceptions.empty() && !calendar.season) {
  if (always_) return;
  const DaySpans spans(calendar);
  const auto offsets = offsets_of(calendar);
  // What the town's clocks show decides. So each stretch of one offset is looked at by itself: an hour that
  // the clocks skip is in none, an hour that they show twice is in two.
  for (std::size_t i = 0; i < offsets.size(); ++i) {
    const auto ahead = offsets[i].ahead;
    const auto begin = offsets[i].from;
    const auto end = i + 1 < offsets.size() ? offsets[i + 1].from : last;
    const auto until = std::chrono::floor<days>(end + ahead);
    for (auto date = std::chrono::floor<days>(begin + ahead) - days{1}; date <= until; date += days{1})
      spans.each(date, [&](const models::WorkingSpan& span) {
        const auto from = std::max(Time{date} + std::chrono::minutes{span.from_minute} - ahead, begin);
        const auto to = std::min(Time{date} + std::chrono::minutes{span.to_minute} - ahead, end);
        if (from < to) stretches_.push_back({models::to_unix(from), models::to_unix(to), 0});
      });
  }
  std::sort(stretches_.begin(), stretches_.end(),
            [](const Stretch& one, const Stretch& other) { return one.from < other.from; });
  std::size_t kept = 0;
  for (const auto& stretch : stretches_) {
    if (kept > 0 && stretch.from <= stretches_[kept - 1].to)
      stretches_[kept - 1].to = std::max(stretches_[kept - 1].to, stretch.to);
    else
      stretches_[kept++] = stretch;
  }
  stretches_.resize(kept);
  stretches_.shrink_to_fit();
  for (auto& stretch : stretches_) {
    stretch.before = total_;
    total_ += stretch.to - stretch.from;
  }
}

std::int64_t OpenTime::before(Time at) const {
  const auto second = models::to_unix(at);
  if (at < first) return second - models::to_unix(first);
  if (at >= last) return total_ + second - models::to_unix(last);
  const auto next = std::upper_bound(stretches_.begin(), stretches_.end(), second,
                                     [](std::int64_t value, const Stretch& one) { return value < one.from; });
  if (next == stretches_.begin()) return 0;
  const auto& stretch = *std::prev(next);
  return stretch.before + std::min(second, stretch.to) - stretch.from;
}

Time OpenTime::moment_after(std::int64_t open) const {
  if (open <= 0) return first + Duration{open};
  if (open > total_) return last + Duration{open - total_};
  // The last second of a stretch belongs to it, not to the beginning of the next one.
  const auto next =
      std::lower_bound(stretches_.begin(), stretches_.end(), open,
                       [](const Stretch& one, std::int64_t value) { return one.before < value; });
  const auto& stretch = *std::prev(next);
  return models::from_unix(stretch.from + open - stretch.before);
}

Time OpenTime::add(Time from, Duration working) const {
  if (working <= Duration{0}) return from;
  const Time latest = from + furthest;
  if (working >= furthest) return latest;
  if (always_) return from + working;
  return std::min(moment_after(before(from) + working.count()), latest);
}

Duration OpenTime::between(Time from, Time to) const {
  if (to <= from) return Duration{0};
  if (always_) return to - from;
  return Duration{before(to) - before(from)};
}

bool OpenTime::is_open(Time at) const { return between(at, at + Duration{1}) > Duration{0}; }

std::shared_ptr<const OpenTime> open_time_of(const models::Calendar& calendar) {
  struct Kept {
    models::Calendar calendar;
    std::shared_ptr<const OpenTime> open;
  };
  // Per thread, so that nothing waits; the newest stands last and pushes out the oldest.
  thread_local std::vector<Kept> kept;
  for (auto one = kept.rbegin(); one != kept.rend(); ++one)
    if (same_hours(one->calendar, calendar)) return one->open;
  if (kept.size() >= most_kept) kept.erase(kept.begin());
  kept.push_back({calendar, std::make_shared<const OpenTime>(calendar)});
  return kept.back().open;
}

Time add_working_time(const models::Calendar& calendar, Time from, Duration working) {
  return open_time_of(calendar)->add(from, working);
}

Duration working_time_between(const models::Calendar& calendar, Time from, Time to) {
  return open_time_of(calendar)->between(from, to);
}

bool is_open(const models::Calendar& calendar, Time at) { return open_time_of(calendar)->is_open(at); }

bool is_open(const std::vector<models::WorkingSpan>& spans, int utc_offset_seconds, Time at) {
  if (spans.empty()) return true;
  const Time local = at + Duration{utc_offset_seconds};
  const auto day = std::chrono::floor<days>(local);
  const auto weekday = weekday_of(day);
  const auto minute = std::chrono::duration_cast<std::chrono::minutes>(local - day).count();
  return std::any_of(spans.begin(), spans.end(), [&](const models::WorkingSpan& span) {
    return span.weekday == weekday && minute >= span.from_minute && minute < span.to_minute;
  });
}

bool in_season(const models::Season& season, sys_days date) {
  const std::chrono::year_month_day ymd{date};
  const auto number = [](int month, int day) { return month * 100 + day; };
  const int today = number(static_cast<int>(static_cast<unsigned>(ymd.month())),
                           static_cast<int>(static_cast<unsigned>(ymd.day())));
  const int from = number(season.from_month, season.from_day);
  const int to = number(season.to_month, season.to_day);
  return from <= to ? from <= today && today <= to : today >= from || today <= to;
}

sys_days local_date(const models::Calendar& calendar, Time at) {
  const auto ahead = zone_offset_at(calendar.zone, at).value_or(Duration{calendar.utc_offset_seconds});
  return std::chrono::floor<days>(at + ahead);
}

}  // namespace dispatch
