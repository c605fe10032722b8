#include "server/mqtt/codec_message.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>

#include "server/api/codec_reading.h"

namespace mqtt {
namespace {

using Json = nlohmann::json;

struct Device {
  std::string kind;  // facility or circuit
  std::string code;
  std::string measure;  // empty: the payload names the measures
};

std::optional<Device> device_of(std::string_view topic) {
  std::vector<std::string> parts;
  for (;;) {
    const auto slash = topic.find('/');
    parts.emplace_back(topic.substr(0, slash));
    if (slash == std::string_view::npos || parts.size() > 3) break;
    topic.remove_prefix(slash + 1);
  }
  if (parts.size() < 2 || parts.size() > 3 || (parts[0] != "facility" && parts[0] != "circuit"))
    return std::nullopt;
  for (const auto& part : parts)
    if (part.empty()) return std::nullopt;
  return Device{parts[0], parts[1], parts.size() == 3 ? parts[2] : ""};
}

}  // namespace

models::Result<std::vector<models::Reading>> parse_message(const std::string& topic,
                                                           const std::string& payload, models::Time arrived) {
  if (topic == "batch") return api::parse_readings(payload);
  const auto device = device_of(topic);
  if (!device)
    return models::invalid("topic", "bad_format",
                           "Publish to batch, facility/CODE, circuit/CODE, or CODE/MEASURE below them.");
  auto given = Json::parse(payload, nullptr, false);
  if (given.is_discarded())
    return models::invalid("payload", "bad_format", "The payload must be JSON: a number or an object.");
  Json reading{{device->kind == "facility" ? "facility_code" : "circuit", device->code},
               {"at", models::to_rfc3339(arrived)}};
  if (!device->measure.empty()) {
    reading["values"] = Json{{device->measure, std::move(given)}};
  } else if (given.is_object() && given.contains("values")) {
    for (auto& [key, value] : given.items()) {
      // Of which device it is the topic says alone.
      const bool of_reading = key == "at" || key == "values";
      if (!of_reading) return models::invalid(key, "unknown", "Beside values only at is known here.");
      reading[key] = std::move(value);
    }
  } else {
    reading["values"] = std::move(given);
  }
  Json batch{{"readings", Json::array({std::move(reading)})}};
  return api::parse_readings(batch.dump(-1, ' ', false, Json::error_handler_t::replace));
}

}  // namespace mqtt
