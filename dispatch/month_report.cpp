#include "dispatch/month_report.h"

#include <algorithm>
#include <charconv>

#include "dispatch/change.h"

namespace dispatch {
namespace {

using models::Carrier;
using models::Destination;
using std::chrono::year_month;

constexpr const char* day_option = "month_day";
constexpr const char* last_option = "month_last";
constexpr models::Duration town_offset{town_utc_offset_seconds};
constexpr int sound_years_from = 2000, sound_years_to = 2999;

std::optional<int> number_of(std::string_view text) {
  int number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (code != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<year_month> last_of(const Destination& one) {
  const auto found = one.options.find(last_option);
  return found == one.options.end() ? std::nullopt : parse_month(found->second);
}

/// When the report of the month before goes out.
models::Time moment_of(year_month month, int day) {
  const std::chrono::sys_days date{month / std::chrono::day{static_cast<unsigned>(day)}};
  return models::Time{date} - town_offset + month_report_hour;
}

year_month month_of(models::Time now) {
  const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(now + town_offset)};
  return date.year() / date.month();
}

}  // namespace

std::optional<int> month_day(const Destination& destination) {
  const auto found = destination.options.find(day_option);
  return found == destination.options.end() ? std::nullopt : number_of(found->second);
}

std::string month_text(year_month month) {
  const auto number = static_cast<unsigned>(month.month());
  return std::to_string(static_cast<int>(month.year())) + (number < 10 ? "-0" : "-") + std::to_string(number);
}

std::optional<year_month> parse_month(std::string_view text) {
  if (text.size() != 7 || text[4] != '-') return std::nullopt;
  const auto year = number_of(text.substr(0, 4)), month = number_of(text.substr(5));
  if (!year || !month || *year < sound_years_from || *year > sound_years_to || *month < 1 || *month > 12)
    return std::nullopt;
  return std::chrono::year{*year} / std::chrono::month{static_cast<unsigned>(*month)};
}

MonthSpan span_of(year_month month) {
  const auto start = [](year_month of) { return models::Time{std::chrono::sys_days{of / 1}} - town_offset; };
  return {start(month), start(month + std::chrono::months{1})};
}

year_month month_before(models::Time now) { return month_of(now) - std::chrono::months{1}; }

void check_month_report(Fields& fields, const Destination& one) {
  if (!one.options.contains(day_option)) return;
  const auto day = month_day(one);
  if (!day || *day < 1 || *day > latest_month_day)
    fields.add("month_report_day", "out_of_range", "month_report_day is a day from 1 to 28");
  if (one.carrier != Carrier::mail)
    fields.add("month_report_day", "not_allowed", "only mail carries the month's report");
}

void begin_month_reports(models::Transaction& tx, Destination& one, models::Time now) {
  const auto day = month_day(one);
  if (!day) return;
  const auto before = one.id ? tx.deliveries().find(one.id) : std::nullopt;
  const auto last = before && month_day(*before) ? last_of(*before) : std::nullopt;
  const bool passed = *day >= 1 && *day <= latest_month_day && now >= moment_of(month_of(now), *day);
  one.options[last_option] =
      month_text(last ? *last : month_before(now) - std::chrono::months{passed ? 0 : 1});
}

std::optional<year_month> month_due(const Destination& one, models::Time now) {
  const auto day = month_day(one);
  const auto last = last_of(one);
  const auto month = month_before(now);
  if (!day || !last || !one.active || *last >= month || now < moment_of(month_of(now), *day))
    return std::nullopt;
  return month;
}

Facts month_facts(year_month month, const std::string& language, bool trial) {
  const auto text = month_text(month);
  const bool english = language == "en";
  auto words = english ? "Monthly report " + text : text + " 月报";
  if (trial) words = (english ? "Trial: " : "试发：") + words;
  Facts facts{{"summary", words}, {"month", text}};
  if (trial) facts.emplace_back("test", "true");
  return facts;
}

int owe_month_reports(models::Transaction& tx, models::Time now) {
  int count = 0;
  for (auto& one : tx.deliveries().destinations()) {
    const auto month = month_due(one, now);
    if (!month) continue;
    models::Delivery delivery;
    delivery.destination = one.id;
    delivery.message = "month_" + month_text(*month) + "_" + one.id.text();
    delivery.facts = month_facts(*month, one.language, false);
    delivery.created_at = now;
    delivery.next_at = now;
    tx.deliveries().insert(delivery);
    one.options[last_option] = month_text(*month);
    tx.deliveries().update(one);
    ++count;
  }
  return count;
}

bool any_month_report_due(models::Transaction& tx, models::Time now) {
  const auto all = tx.deliveries().destinations();
  return std::any_of(all.begin(), all.end(),
                     [&](const auto& one) { return month_due(one, now).has_value(); });
}

}  // namespace dispatch
