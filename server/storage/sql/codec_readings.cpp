#include "server/storage/sql/codec_readings.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

namespace sql {
namespace {

using Json = nlohmann::ordered_json;

template <class Read>
void read_text(std::string_view text, const Read& read) {
  try {
    read(Json::parse(text));
  } catch (const nlohmann::json::exception& error) {
    throw std::runtime_error(std::string("a column does not hold the JSON it should: ") + error.what());
  }
}

models::Time time_of(const Json& json) { return models::from_unix(json.get<std::int64_t>()); }

}  // namespace

std::string to_json_text(const std::map<std::string, models::Measured>& last) {
  Json json = Json::object();
  for (const auto& [measure, one] : last) json[measure] = Json::array({one.value, models::to_unix(one.at)});
  return json.dump();
}

std::string to_json_text(const std::map<std::string, models::ReadingWatch>& watches) {
  Json json = Json::object();
  for (const auto& [rule, one] : watches) {
    Json watch{{"seen", models::to_unix(one.seen)}};
    if (one.since) watch["since"] = models::to_unix(*one.since);
    if (one.report) watch["report"] = one.report.value;
    json[rule] = std::move(watch);
  }
  return json.dump();
}

void from_json_text(std::string_view text, std::map<std::string, models::Measured>& last) {
  last.clear();
  read_text(text, [&](const Json& json) {
    for (const auto& [measure, one] : json.items())
      last[measure] = {one.at(0).get<double>(), time_of(one.at(1))};
  });
}

void from_json_text(std::string_view text, std::map<std::string, models::ReadingWatch>& watches) {
  watches.clear();
  read_text(text, [&](const Json& json) {
    for (const auto& [rule, one] : json.items()) {
      auto& watch = watches[rule];
      watch.seen = time_of(one.at("seen"));
      if (one.contains("since")) watch.since = time_of(one.at("since"));
      if (one.contains("report")) watch.report = {one.at("report").get<std::int64_t>()};
    }
  });
}

}  // namespace sql
