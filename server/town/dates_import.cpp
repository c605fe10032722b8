#include "server/town/dates_import.h"

#include <libical/ical.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <utility>

#include "server/codec/codec_object_reader.h"
#include "server/town/codec_dates.h"
#include "server/town/csv_reader.h"

namespace town {
namespace {

using Exceptions = std::vector<models::CalendarException>;
using Errors = std::vector<models::FieldError>;
using std::chrono::days;

constexpr std::size_t most_dates = 4000;
constexpr int moved_working_day = 5;  // moved days are worked as a Friday: it stands for Monday to Friday
constexpr std::size_t most_wrong = 100;

std::optional<int> read_minute(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  int hour = 0, minute = 0;
  const auto good = [](const std::from_chars_result& read, const char* end) {
    return read.ec == std::errc{} && read.ptr == end;
  };
  const char* begin = text.data();
  if (!good(std::from_chars(begin, begin + 2, hour), begin + 2) ||
      !good(std::from_chars(begin + 3, begin + 5, minute), begin + 5))
    return std::nullopt;
  if (hour < 0 || hour > 47 || minute < 0 || minute > 59) return std::nullopt;
  return hour * 60 + minute;
}

bool read_open(const std::string& text, models::CalendarException& exception) {
  if (text == "closed") return true;
  if (text.size() == 1 && text[0] >= '1' && text[0] <= '7') {
    exception.like_weekday = text[0] - '0';
    return true;
  }
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const auto from = read_minute(std::string_view(word).substr(0, 5));
    const auto to =
        word.size() == 11 && word[5] == '-' ? read_minute(std::string_view(word).substr(6)) : std::nullopt;
    if (!from || !to) return false;
    exception.spans.push_back({0, *from, *to});
  }
  return !exception.spans.empty();
}

Exceptions read_csv(const std::string& text, Errors& errors) {
  Exceptions dates;
  const auto table = open_csv(std::make_unique<std::istringstream>(text), {.rows = most_dates});
  TableRow row;
  std::map<std::string, std::size_t> columns;
  if (table->read(row))
    for (std::size_t i = 0; i < row.cells.size(); ++i) columns.emplace(row.cells[i], i);
  for (const char* needed : {"date", "open"})
    if (!columns.contains(needed)) errors.push_back({needed, "required", "the column is missing"});
  if (!errors.empty()) return dates;
  while (table->read(row)) {
    const auto cell = [&](const char* column) {
      const auto found = columns.find(column);
      return found == columns.end() || found->second >= row.cells.size() ? std::string()
                                                                         : row.cells[found->second];
    };
    const auto line = "line " + std::to_string(row.line) + ": ";
    models::CalendarException one;
    if (const auto date = parse_date(cell("date")))
      one.date = *date;
    else
      errors.push_back({line + "date", "bad_format", "must be a date as 2026-02-14"});
    if (!read_open(cell("open"), one))
      errors.push_back(
          {line + "open", "bad_format", "must be closed, a weekday 1 to 7, or hours as 09:00-18:00"});
    one.name = cell("name");
    one.source = cell("source");
    dates.push_back(std::move(one));
    if (errors.size() >= most_wrong) break;
  }
  return dates;
}

std::chrono::sys_days date_of(const icaltimetype& time) {
  return std::chrono::year{time.year} / time.month / time.day;
}

bool is_workday(const std::string& summary) {
  return summary.find("班") != std::string::npos || summary.find("orkday") != std::string::npos;
}

std::string text_of(const char* text) { return text == nullptr ? std::string() : std::string(text); }

void read_event(icalcomponent* event, const std::string& where, Exceptions& dates, Errors& errors) {
  const auto start = icalcomponent_get_dtstart(event);
  if (icaltime_is_null_time(start) || start.is_date == 0)
    return errors.push_back(
        {where + "DTSTART", "bad_format", "must be a whole day: DTSTART;VALUE=DATE:20260214"});
  if (icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY) != nullptr)
    return errors.push_back({where + "RRULE", "not_allowed", "give each date by itself, without a rule"});
  const auto end = icalcomponent_get_dtend(event);
  const auto first = date_of(start);
  const auto last = icaltime_is_null_time(end) || end.is_date == 0 ? first + days{1} : date_of(end);
  if (last <= first || last > first + days{366})
    return errors.push_back(
        {where + "DTEND", "out_of_range", "it ends after it begins, at most a year later"});
  const auto name = text_of(icalcomponent_get_summary(event));
  for (auto date = first; date < last; date += days{1})
    dates.push_back(
        {date, is_workday(name) ? moved_working_day : 0, {}, name, text_of(icalcomponent_get_uid(event))});
}

Exceptions read_ics(const std::string& text, Errors& errors) {
  Exceptions dates;
  const std::unique_ptr<icalcomponent, decltype(&icalcomponent_free)> calendar(
      icalparser_parse_string(text.c_str()), icalcomponent_free);
  if (!calendar) {
    errors.push_back({"body", "bad_format", "this is no iCalendar file"});
    return dates;
  }
  std::size_t number = 0;
  for (auto* event = icalcomponent_get_first_component(calendar.get(), ICAL_VEVENT_COMPONENT);
       event != nullptr; event = icalcomponent_get_next_component(calendar.get(), ICAL_VEVENT_COMPONENT)) {
    read_event(event, "event " + std::to_string(++number) + ": ", dates, errors);
    if (dates.size() > most_dates || errors.size() >= most_wrong) break;
  }
  return dates;
}

}  // namespace

models::Result<Exceptions> read_dates(const std::string& text) {
  Errors errors;
  Exceptions dates;
  try {
    const bool ics = text.find("BEGIN:VCALENDAR") < 8;
    dates = ics ? read_ics(text, errors) : read_csv(text, errors);
  } catch (const TableError& wrong) {
    errors.push_back({"line " + std::to_string(wrong.line()), "bad_format", wrong.what()});
  }
  if (errors.empty() && dates.empty()) errors.push_back({"body", "required", "there is no date in it"});
  if (dates.size() > most_dates) errors.push_back({"body", "too_long", "at most 4000 dates at once"});
  std::map<std::chrono::sys_days, int> seen;
  for (const auto& one : dates)
    if (errors.empty() && ++seen[one.date] == 2)
      errors.push_back({"date", "not_allowed", "the date " + to_date_text(one.date) + " is there twice"});
  if (auto error = codec::error_of(std::move(errors), "the dates")) return std::move(*error);
  return dates;
}

}  // namespace town
