#include "dispatch/calendar_check.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "dispatch/calendar.h"
#include "dispatch/zone.h"

namespace dispatch {
namespace {

constexpr std::size_t most_spans = 70, most_exceptions = 4000;
constexpr int day_minutes = 1440, week_minutes = 7 * day_minutes;

std::string item(const std::string& list, std::size_t index) {
  return list + "[" + std::to_string(index) + "]";
}

bool check_span(Fields& fields, const std::string& field, const models::WorkingSpan& span) {
  const bool good = span.from_minute >= 0 && span.from_minute < day_minutes &&
                    span.to_minute > span.from_minute && span.to_minute - span.from_minute <= day_minutes;
  if (!good)
    fields.add(field, "out_of_range",
               "a span begins on its day (minute 0 to 1439) and ends after it, at most 24 hours later");
  return good;
}

/// `period` is a week for weekly spans, and nothing that comes round for the spans of one date.
void check_overlaps(Fields& fields, const std::string& field, std::vector<std::pair<int, int>> spans,
                    bool weekly) {
  std::vector<std::pair<std::pair<int, int>, std::size_t>> sorted;
  for (std::size_t i = 0; i < spans.size(); ++i) sorted.push_back({spans[i], i});
  // Sunday night runs into Monday morning.
  if (weekly)
    for (std::size_t i = 0; i < spans.size(); ++i)
      sorted.push_back({{spans[i].first + week_minutes, spans[i].second + week_minutes}, i});
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    if (sorted[i].first.first >= sorted[i - 1].first.second) continue;
    const auto later = std::max(sorted[i].second, sorted[i - 1].second);
    const auto earlier = std::min(sorted[i].second, sorted[i - 1].second);
    return fields.add(item(field, later), "not_allowed", "it overlaps with " + item(field, earlier));
  }
}

void check_spans(Fields& fields, const std::string& field, const std::vector<models::WorkingSpan>& spans) {
  if (spans.size() > most_spans) return fields.add(field, "too_long", field + " may have at most 70 spans");
  bool good = true;
  std::vector<std::pair<int, int>> minutes;
  for (std::size_t i = 0; i < spans.size(); ++i) {
    const auto& span = spans[i];
    if (span.weekday < 1 || span.weekday > 7) {
      fields.add(item(field, i) + ".weekday", "out_of_range", "weekday is 1 (Monday) to 7 (Sunday)");
      good = false;
    }
    good = check_span(fields, item(field, i), span) && good;
    const int day = (span.weekday - 1) * day_minutes;
    minutes.emplace_back(day + span.from_minute, day + span.to_minute);
  }
  if (good) check_overlaps(fields, field, std::move(minutes), true);
}

void check_exception(Fields& fields, const std::string& field, const models::CalendarException& exception) {
  if (exception.like_weekday < 0 || exception.like_weekday > 7)
    fields.add(field + ".like_weekday", "out_of_range", "like_weekday is 1 (Monday) to 7 (Sunday), or 0");
  if (exception.like_weekday != 0 && !exception.spans.empty())
    fields.add(field + ".spans", "not_allowed",
               "a date is open like a weekday or has spans of its own, not both");
  fields.text(field + ".name", exception.name, longest_name);
  fields.text(field + ".source", exception.source, longest_reason);
  bool good = true;
  std::vector<std::pair<int, int>> minutes;
  for (std::size_t i = 0; i < exception.spans.size(); ++i) {
    const auto& span = exception.spans[i];
    good = check_span(fields, item(field + ".spans", i), span) && good;
    minutes.emplace_back(span.from_minute, span.to_minute);
  }
  if (good) check_overlaps(fields, field + ".spans", std::move(minutes), false);
}

void check_exceptions(Fields& fields, const std::string& field, const models::Calendar& calendar) {
  if (calendar.exceptions.size() > most_exceptions)
    return fields.add(field, "too_long",
                      field + " may have at most " + std::to_string(most_exceptions) + " dates");
  std::map<std::chrono::sys_days, std::size_t> dates;
  for (std::size_t i = 0; i < calendar.exceptions.size(); ++i) {
    const auto [first, is_new] = dates.emplace(calendar.exceptions[i].date, i);
    if (!is_new)
      fields.add(item(field, i) + ".date", "not_allowed",
                 "the date is there already, as " + item(field, first->second));
    check_exception(fields, item(field, i), calendar.exceptions[i]);
  }
}

}  // namespace

void check_season(Fields& fields, const std::string& field, const models::Season& season) {
  const auto check = [&](const char* name, int month, int day) {
    using namespace std::chrono;
    const bool good =
        month >= 1 && month <= 12 && day >= 1 &&
        year_month_day{year{2024} / static_cast<unsigned>(month) / static_cast<unsigned>(day)}.ok();
    if (!good)
      fields.add(field + name, "out_of_range", "no year has such a day: the season would never come");
  };
  check(".from", season.from_month, season.from_day);
  check(".to", season.to_month, season.to_day);
}

void check_calendar(Fields& fields, const std::string& prefix, const models::Calendar& calendar) {
  const auto wrong_before = fields.wrong().size();
  fields.code(prefix + "code", calendar.code);
  fields.names(prefix + "name", calendar.name);
  fields.utc_offset(prefix + "utc_offset_seconds", calendar.utc_offset_seconds);
  if (!calendar.zone.empty() && !is_zone(calendar.zone))
    fields.add(prefix + "zone", "unknown",
               "there is no time zone '" + calendar.zone + "': give a name of the IANA, e.g. Asia/Shanghai");
  check_spans(fields, prefix + "spans", calendar.spans);
  check_exceptions(fields, prefix + "exceptions", calendar);
  if (calendar.season) check_season(fields, prefix + "season", *calendar.season);
  if (calendar.working_day_minutes < 0 || calendar.working_day_minutes > day_minutes)
    fields.add(prefix + "working_day_minutes", "out_of_range", "a working day has at most 1440 minutes");
  if (fields.wrong().size() > wrong_before) return;
  const models::Time from = std::chrono::sys_days{std::chrono::year{2025} / 1 / 1};
  if (OpenTime(calendar).between(from, from + std::chrono::days{3653}) == models::Duration{0})
    fields.add(prefix + "spans", "not_allowed", "the calendar never opens: no promise could be kept in it");
}

}  // namespace dispatch
