#include "server/api/codec_reading.h"

#include <utility>

#include "server/api/codec_writer.h"

namespace api {
namespace {

constexpr std::size_t longest_word = 64, most_values = 100, most_wrong = 200;
using Json = nlohmann::json;

class Batch {
 public:
  models::Result<std::vector<models::Reading>> read(const std::string& body) {
    const auto json = Json::parse(body, nullptr, false);
    if (json.is_discarded() || !json.is_object() || !json.contains("readings") ||
        !json["readings"].is_array())
      return models::invalid("readings", "required",
                             "The body must be a JSON object with a list of readings.");
    for (const auto& [key, value] : json.items())
      if (key != "readings") wrong(key, "unknown", "there is no such field");
    const auto& list = json["readings"];
    if (list.empty() || list.size() > most_readings)
      return models::invalid("readings", "out_of_range", "Send 1 to 500 readings at a time.");
    std::vector<models::Reading> readings;
    for (std::size_t i = 0; i < list.size(); ++i)
      readings.push_back(one(list[i], "readings[" + std::to_string(i) + "]"));
    if (errors_.empty()) return readings;
    return models::Error{models::ErrorCode::invalid, "The batch has wrong fields: nothing was taken.",
                         std::move(errors_)};
  }

 private:
  void wrong(std::string field, std::string code, std::string detail) {
    if (errors_.size() < most_wrong)
      errors_.push_back({std::move(field), std::move(code), std::move(detail)});
  }
  std::string word(const Json& value, const std::string& path) {
    if (value.is_string() && value.get_ref<const std::string&>().size() <= longest_word)
      return value.get<std::string>();
    wrong(path, "bad_format", "give a text of at most 64 bytes");
    return {};
  }
  models::Reading one(const Json& json, const std::string& path) {
    models::Reading reading;
    if (!json.is_object()) {
      wrong(path, "bad_format", "a reading is an object");
      return reading;
    }
    if (!json.contains("at")) wrong(path + ".at", "required", "say when it was measured");
    if (!json.contains("values")) wrong(path + ".values", "required", "say what was measured");
    for (const auto& [key, value] : json.items()) {
      const auto field = path + "." + key;
      if (key == "facility_code")
        reading.facility_code = word(value, field);
      else if (key == "circuit")
        reading.circuit = word(value, field);
      else if (key == "at")
        reading.at = time(value, field);
      else if (key == "values")
        values(value, field, reading);
      else
        wrong(field, "unknown", "there is no such field");
    }
    return reading;
  }
  models::Time time(const Json& value, const std::string& path) {
    const auto time = value.is_string() ? models::parse_rfc3339(value.get<std::string>()) : std::nullopt;
    if (!time) wrong(path, "bad_format", "give a time such as 2026-11-27T08:15:00+08:00");
    return time.value_or(models::Time{});
  }
  void values(const Json& value, const std::string& path, models::Reading& reading) {
    if (!value.is_object() || value.size() > most_values)
      return wrong(path, "bad_format", "give an object of measures, at most 100");
    for (const auto& [measure, number] : value.items()) {
      if (measure.empty() || measure.size() > longest_word)
        wrong(path, "bad_format", "a measure has 1 to 64 bytes");
      else if (!number.is_number())
        wrong(path + "." + measure, "bad_format", "give a number");
      else
        reading.values[measure] = number.get<double>();
    }
  }

  std::vector<models::FieldError> errors_;
};

OrderedJson json_of(const dispatch::Device& device) {
  auto last = OrderedJson::array();
  for (const auto& [measure, one] : device.state.last)
    last.push_back({{"measure", measure}, {"value", one.value}, {"at", models::to_rfc3339(one.at)}});
  auto rules = OrderedJson::array();
  for (const auto& rule : device.rules)
    rules.push_back({{"code", rule.code},
                     {"name", api::json_of(rule.name)},
                     {"since", api::json_of(rule.since)},
                     {"report_id", or_null(rule.report)},
                     {"work_order_id", or_null(rule.work_order)}});
  const auto& facility = device.facility;
  return {{"facility", {{"id", facility.id.text()}, {"code", facility.code}, {"name", facility.name}}},
          {"village", facility.village_code},
          {"class", facility.facility_class},
          {"circuit", or_null(facility.circuit)},
          {"last", std::move(last)},
          {"readings", device.state.readings},
          {"heard_at", models::to_rfc3339(device.state.changed_at)},
          {"silent", device.silent},
          {"rules", std::move(rules)}};
}

}  // namespace

models::Result<std::vector<models::Reading>> parse_readings(const std::string& body) {
  return Batch().read(body);
}

std::string write(const ReadingAnswer& answer) {
  auto refused = OrderedJson::array();
  for (const auto& one : answer.refused)
    refused.push_back({{"index", one.index},
                       {"field", one.error.field},
                       {"code", one.error.code},
                       {"detail", one.error.detail}});
  auto reports = OrderedJson::array();
  for (const auto id : answer.reports) reports.push_back(id.text());
  return OrderedJson{{"taken", answer.taken},
                     {"repeated", answer.repeated},
                     {"refused", std::move(refused)},
                     {"reports", std::move(reports)}}
      .dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

std::string write(const ReadingBoardView& view) {
  auto items = OrderedJson::array();
  for (const auto& one : view.board.devices) items.push_back(json_of(one));
  auto refusals = OrderedJson::array();
  for (const auto& one : view.refusals)
    refusals.push_back({{"field", one.field}, {"code", one.code}, {"count", one.count}});
  return OrderedJson{{"items", std::move(items)},   {"devices", view.board.all},
                     {"silent", view.board.silent}, {"met", view.board.met},
                     {"taken", view.taken},         {"repeated", view.repeated},
                     {"refused", view.refused},     {"refusals", std::move(refusals)},
                     {"reports", view.reports},     {"rules", view.rules}}
      .dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

}  // namespace api
