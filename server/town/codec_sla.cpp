#include "server/town/codec_sla.h"

#include <array>
#include <charconv>
#include <utility>

#include "models/names.h"
#include "server/town/codec_catalog.h"
#include "server/town/codec_dates.h"
#include "server/town/codec_spans.h"

namespace town {
namespace {

constexpr std::size_t maximum_code = 64;
constexpr int two_days = 2880;
constexpr std::int64_t most_minutes = 366 * 1440;

std::optional<models::Season> read_season(codec::ObjectReader& parent) {
  auto reader = parent.object("season", false);
  if (!reader) return std::nullopt;
  const auto day = [&](const char* key, int& month, int& of_month) {
    const auto text = reader->text(key, true, 5);
    // A leap year, so that the 29 February is a day.
    const auto date = parse_date("2024-" + text);
    if (!text.empty() && !date)
      return reader->wrong(key, "bad_format", "must be a day of the year as month-day, e.g. 11-01");
    if (!date) return;
    const std::chrono::year_month_day ymd{*date};
    month = static_cast<int>(static_cast<unsigned>(ymd.month()));
    of_month = static_cast<int>(static_cast<unsigned>(ymd.day()));
  };
  models::Season season;
  day("from", season.from_month, season.from_day);
  day("to", season.to_month, season.to_day);
  reader->finish();
  return season;
}

std::string month_day(int month, int day) {
  const std::array<int, 2> parts{month, day};
  std::string text;
  for (const int part : parts)
    text += (text.empty() ? "" : "-") + std::string(part < 10 ? "0" : "") + std::to_string(part);
  return text;
}

Json json_of(const models::Season& season) {
  return {{"from", month_day(season.from_month, season.from_day)},
          {"to", month_day(season.to_month, season.to_day)}};
}

void read_amount(codec::ObjectReader& reader, models::SlaPolicy::Limit& limit) {
  const auto amount = reader.integer("amount", 0, most_minutes, std::nullopt);
  const auto unit = reader.text("unit", true, 20);
  if (unit == "minutes")
    limit.duration = std::chrono::minutes{amount};
  else if (unit == "hours" && amount <= most_minutes / 60)
    limit.duration = std::chrono::hours{amount};
  else if (unit == "working_days" && amount > 0 && amount <= 366)
    limit.working_days = static_cast<int>(amount);
  else if (unit == "hours" || unit == "working_days")
    reader.wrong("amount", "out_of_range", "a limit is at most 366 days, and of working days at least one");
  else if (!unit.empty())
    reader.wrong("unit", "unknown", "unit is minutes, hours or working_days");
}

std::optional<models::SlaPolicy::Limit> read_limit(codec::ObjectReader& limits, std::string_view target) {
  auto reader = limits.object(std::string(target), false);
  if (!reader) return std::nullopt;
  models::SlaPolicy::Limit limit;
  if (reader->has("amount") || reader->has("unit")) {
    read_amount(*reader, limit);
    reader->text("duration", false, 40);  // written beside it, for readers
  } else {
    const auto text = reader->text("duration", true, 40);
    const auto duration = models::parse_iso8601(text);
    if (!text.empty() && !duration)
      reader->wrong("duration", "bad_format", "must be an ISO 8601 length of time, e.g. PT1H30M");
    limit.duration = duration.value_or(models::Duration{0});
  }
  limit.calendar = reader->text("calendar", true, maximum_code);
  reader->finish();
  return limit;
}

Json json_of(const models::SlaPolicy::Limit& limit) {
  Json json;
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(limit.duration);
  if (limit.working_days > 0) {
    json = {{"amount", limit.working_days}, {"unit", "working_days"}};
  } else if (minutes != limit.duration) {
    json = Json::object();  // seconds are no unit of ours; only runs at a faster pace have them
  } else if (minutes.count() % 60 == 0 && minutes.count() > 0) {
    json = {{"amount", minutes.count() / 60}, {"unit", "hours"}};
  } else {
    json = {{"amount", minutes.count()}, {"unit", "minutes"}};
  }
  if (limit.working_days == 0) json["duration"] = models::to_iso8601(limit.duration);
  json["calendar"] = limit.calendar;
  return json;
}

std::vector<int> read_warnings(codec::ObjectReader& reader) {
  // Texts or numbers would both read well; numbers are what they are.
  std::vector<int> warnings;
  for (auto& item : reader.objects("warnings", false, 20))
    warnings.push_back(static_cast<int>(item.integer("percent", 1, 99, std::nullopt)));
  return warnings.empty() ? models::SlaPolicy{}.warnings : warnings;
}

models::CalendarException read_exception(codec::ObjectReader& reader) {
  models::CalendarException exception;
  const auto text = reader.text("date", true, 10);
  if (const auto date = parse_date(text))
    exception.date = *date;
  else if (!text.empty())
    reader.wrong("date", "bad_format", "must be a date as 2026-02-14");
  exception.like_weekday = static_cast<int>(reader.integer("like_weekday", 0, 7, 0));
  for (auto& item : reader.objects("spans", false, 20)) {
    models::WorkingSpan span{0, static_cast<int>(item.integer("from_minute", 0, 1440, std::nullopt)),
                             static_cast<int>(item.integer("to_minute", 0, two_days, std::nullopt))};
    item.finish();
    exception.spans.push_back(span);
  }
  exception.name = reader.text("name", false);
  exception.source = reader.text("source", false, 500);
  reader.finish();
  return exception;
}

Json json_of(const models::CalendarException& exception) {
  Json json{{"date", to_date_text(exception.date)}, {"like_weekday", exception.like_weekday}};
  if (!exception.spans.empty()) {
    auto& spans = json["spans"] = Json::array();
    for (const auto& span : exception.spans)
      spans.push_back({{"from_minute", span.from_minute}, {"to_minute", span.to_minute}});
  }
  json["name"] = exception.name;
  json["source"] = exception.source;
  return json;
}

}  // namespace

models::SlaPolicy read_policy(codec::ObjectReader& reader, const std::string& facility_class) {
  models::SlaPolicy policy;
  policy.code = reader.text("code", true, maximum_code);
  policy.version = static_cast<int>(reader.integer("version", 1, 1'000'000, 1));
  policy.facility_class = facility_class;
  if (const auto code = reader.text("class", false, maximum_code); !code.empty() && code != facility_class)
    reader.wrong("class", "mismatch", "must be the class of this file, or be left out");
  const auto severity = reader.text("severity", true, 20);
  if (const auto known = models::parse<models::Severity>(severity))
    policy.severity = *known;
  else if (!severity.empty())
    reader.wrong("severity", "not_allowed", "must be danger, urgent, normal or planned");
  policy.name = reader.localized("name", true);
  if (auto limits = reader.object("limits", true)) {
    for (const auto target : models::sla_targets)
      policy.limits[static_cast<std::size_t>(target)] = read_limit(*limits, models::name(target));
    limits->finish();
  }
  policy.urgent_policy = reader.text("urgent_policy", false, maximum_code);
  policy.danger_policy = reader.text("danger_policy", false, maximum_code);
  policy.raised_policy = reader.text("raised_policy", false, maximum_code);
  policy.season = read_season(reader);
  policy.off_season_policy = reader.text("off_season_policy", false, maximum_code);
  policy.warnings = read_warnings(reader);
  policy.valid_from = reader.time("valid_from").value_or(models::Time{});
  policy.fallback = reader.localized("fallback", false, 500);
  policy.basis = reader.text("basis", false, 1000);
  reader.finish();
  return policy;
}

Json json_of(const models::SlaPolicy& policy) {
  auto limits = Json::object();
  for (const auto target : models::sla_targets)
    if (const auto& limit = policy.limit(target)) limits[std::string(models::name(target))] = json_of(*limit);
  auto warnings = Json::array();
  for (const int percent : policy.warnings) warnings.push_back({{"percent", percent}});
  Json json{{"code", policy.code},
            {"version", policy.version},
            {"class", policy.facility_class},
            {"severity", models::name(policy.severity)},
            {"name", json_of(policy.name)},
            {"limits", std::move(limits)},
            {"warnings", std::move(warnings)},
            {"urgent_policy", policy.urgent_policy},
            {"danger_policy", policy.danger_policy},
            {"raised_policy", policy.raised_policy},
            {"off_season_policy", policy.off_season_policy}};
  if (policy.season) json["season"] = json_of(*policy.season);
  if (policy.valid_from > models::Time{}) json["valid_from"] = models::to_rfc3339(policy.valid_from);
  json["fallback"] = json_of(policy.fallback);
  json["basis"] = policy.basis;
  return json;
}

models::Calendar read_calendar(codec::ObjectReader& reader) {
  models::Calendar calendar;
  calendar.code = reader.text("code", true, maximum_code);
  calendar.version = static_cast<int>(reader.integer("version", 1, 1'000'000, 1));
  calendar.name = reader.localized("name", true);
  calendar.utc_offset_seconds = read_utc_offset(reader);
  calendar.zone = reader.text("zone", false, maximum_code);
  calendar.spans = read_spans(reader, "spans", two_days);
  for (auto& item : reader.objects("exceptions", false, 4000))
    calendar.exceptions.push_back(read_exception(item));
  calendar.season = read_season(reader);
  calendar.working_day_minutes = static_cast<int>(reader.integer("working_day_minutes", 0, 1440, 0));
  reader.finish();
  return calendar;
}

Json json_of(const models::Calendar& calendar) {
  Json json{{"code", calendar.code},          {"version", calendar.version},
            {"name", json_of(calendar.name)}, {"utc_offset_seconds", calendar.utc_offset_seconds},
            {"zone", calendar.zone},          {"spans", json_of(calendar.spans)}};
  auto& exceptions = json["exceptions"] = Json::array();
  for (const auto& exception : calendar.exceptions) exceptions.push_back(json_of(exception));
  if (calendar.season) json["season"] = json_of(*calendar.season);
  json["working_day_minutes"] = calendar.working_day_minutes;
  return json;
}

models::Result<models::Calendar> parse_calendar(std::string_view text) {
  std::vector<models::FieldError> errors;
  models::Calendar calendar;
  if (auto reader = codec::ObjectReader::parse(text, errors)) calendar = read_calendar(*reader);
  if (auto error = codec::error_of(std::move(errors), "the calendar")) return std::move(*error);
  return calendar;
}

models::Result<models::SlaPolicy> parse_policy(std::string_view text) {
  std::vector<models::FieldError> errors;
  models::SlaPolicy policy;
  if (auto reader = codec::ObjectReader::parse(text, errors)) {
    const auto facility_class = reader->text("class", true, maximum_code);
    policy = read_policy(*reader, facility_class);
  }
  if (auto error = codec::error_of(std::move(errors), "the policy")) return std::move(*error);
  return policy;
}

std::optional<std::chrono::sys_days> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t from, std::size_t size) {
    int value = -1;
    const auto* end = text.data() + from + size;
    const auto read = std::from_chars(text.data() + from, end, value);
    return read.ec == std::errc{} && read.ptr == end ? value : -1;
  };
  const int year = number(0, 4), month = number(5, 2), day = number(8, 2);
  if (year < 1970 || month < 1 || day < 1) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days{date};
}

std::string to_date_text(std::chrono::sys_days date) {
  return models::to_rfc3339(models::Time{date}).substr(0, 10);
}

}  // namespace town
