#include <nlohmann/json.hpp>
#include <stdexcept>

#include "server/storage/sql/codec_columns.h"
#include "server/storage/sql/plain_lists.h"

// The lists inside calendars, policies and clocks.
namespace sql {
namespace {

using Json = nlohmann::ordered_json;

template <class Read>
void reading(std::string_view text, const Read& read) {
  try {
    read(Json::parse(text));
  } catch (const nlohmann::json::exception& error) {
    throw std::runtime_error(std::string("a column does not hold the JSON it should: ") + error.what());
  }
}

Json json_of(models::Time time) { return models::to_unix(time); }
models::Time time_of(const Json& json) { return models::from_unix(json.get<std::int64_t>()); }

bool read_plain(std::string_view text, std::vector<models::WarningMark>& marks) {
  PlainText plain(text);
  std::int64_t percent = 0, at = 0;
  std::optional<std::int64_t> told;
  return plain.list([&] {
    if (!plain.take("[") || !plain.number(percent) || !plain.take(",") || !plain.number(at) ||
        !plain.take(",") || !plain.number_or_null(told) || !plain.take("]"))
      return false;
    auto& mark = marks.emplace_back();
    mark.percent = static_cast<int>(percent);
    mark.at = models::from_unix(at);
    if (told) mark.told_at = models::from_unix(*told);
    return true;
  }) && plain.ended();
}

bool read_plain(std::string_view text, std::vector<models::Interval>& intervals) {
  PlainText plain(text);
  std::int64_t from = 0, to = 0;
  return plain.list([&] {
    if (!plain.take("[") || !plain.number(from) || !plain.take(",") || !plain.number(to) || !plain.take("]"))
      return false;
    intervals.push_back({models::from_unix(from), models::from_unix(to)});
    return true;
  }) && plain.ended();
}

}  // namespace

std::string to_json_text(const std::vector<int>& value) { return Json(value).dump(); }
void from_json_text(std::string_view text, std::vector<int>& value) {
  reading(text, [&](const Json& json) { json.get_to(value); });
}

std::string to_json_text(const models::Season& value) {
  return Json::array({value.from_month, value.from_day, value.to_month, value.to_day}).dump();
}
void from_json_text(std::string_view text, models::Season& value) {
  reading(text, [&](const Json& json) {
    value = {json.at(0).get<int>(), json.at(1).get<int>(), json.at(2).get<int>(), json.at(3).get<int>()};
  });
}

std::string to_json_text(const std::vector<models::CalendarException>& value) {
  if (value.empty()) return "[]";
  Json json = Json::array();
  for (const auto& one : value)
    json.push_back(Json::array({one.date.time_since_epoch().count(), one.like_weekday,
                                Json::parse(to_json_text(one.spans)), one.name, one.source}));
  return json.dump();
}
void from_json_text(std::string_view text, std::vector<models::CalendarException>& value) {
  value.clear();
  if (text == "[]") return;
  reading(text, [&](const Json& json) {
    for (const auto& item : json) {
      auto& one = value.emplace_back();
      one.date = std::chrono::sys_days{std::chrono::days{item.at(0).get<int>()}};
      one.like_weekday = item.at(1).get<int>();
      for (const auto& span : item.at(2))
        one.spans.push_back({span.at(0).get<int>(), span.at(1).get<int>(), span.at(2).get<int>()});
      one.name = item.at(3).get<std::string>();
      one.source = item.at(4).get<std::string>();
    }
  });
}

std::string to_json_text(const std::vector<models::WarningMark>& value) {
  if (value.empty()) return "[]";
  Json json = Json::array();
  for (const auto& mark : value)
    json.push_back(
        Json::array({mark.percent, json_of(mark.at), mark.told_at ? json_of(*mark.told_at) : Json()}));
  return json.dump();
}
void from_json_text(std::string_view text, std::vector<models::WarningMark>& value) {
  value.clear();
  if (text == "[]" || read_plain(text, value)) return;
  value.clear();
  reading(text, [&](const Json& json) {
    for (const auto& item : json) {
      auto& mark = value.emplace_back();
      mark.percent = item.at(0).get<int>();
      mark.at = time_of(item.at(1));
      if (!item.at(2).is_null()) mark.told_at = time_of(item.at(2));
    }
  });
}

std::string to_json_text(const std::vector<models::Interval>& value) {
  if (value.empty()) return "[]";
  Json json = Json::array();
  for (const auto& one : value) json.push_back(Json::array({json_of(one.from), json_of(one.to)}));
  return json.dump();
}
void from_json_text(std::string_view text, std::vector<models::Interval>& value) {
  value.clear();
  if (text == "[]" || read_plain(text, value)) return;
  value.clear();
  reading(text, [&](const Json& json) {
    for (const auto& item : json) value.push_back({time_of(item.at(0)), time_of(item.at(1))});
  });
}

}  // namespace sql
