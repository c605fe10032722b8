#include "server/storage/sql/codec_columns.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "models/names.h"
#include "server/storage/sql/plain_lists.h"

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

Json to_json(const models::LocalizedText& text) { return Json::array({text.zh, text.en}); }
models::LocalizedText localized(const Json& json) {
  return {json.at(0).get<std::string>(), json.at(1).get<std::string>()};
}

Json to_json(const models::AttributeDefinition& definition) {
  return Json{{"code", definition.code},
              {"name", to_json(definition.name)},
              {"type", models::name(definition.type)},
              {"required", definition.required},
              {"choices", definition.choices}};
}

models::AttributeDefinition definition_from(const Json& json) {
  const auto type = models::parse<models::AttributeType>(json.at("type").get<std::string>());
  if (!type) throw std::runtime_error("unknown attribute type " + json.at("type").dump());
  return {json.at("code").get<std::string>(), localized(json.at("name")), *type,
          json.at("required").get<bool>(), json.at("choices").get<std::vector<std::string>>()};
}

template <class T>
std::string list_text(const std::vector<T>& list) {
  Json json = Json::array();
  for (const auto& item : list) json.push_back(to_json(item));
  return json.dump();
}

bool read_plain(std::string_view text, Details& details) {
  PlainText plain(text);
  return plain.list([&] {
    auto& [key, value] = details.emplace_back();
    return plain.take("[") && plain.word(key) && plain.take(",") && plain.word(value) && plain.take("]");
  }) && plain.ended();
}

bool read_plain(std::string_view text, Attributes& attributes) {
  PlainText plain(text);
  std::string name;
  return plain.object([&] { return plain.word(name) && plain.take(":") && plain.word(attributes[name]); }) &&
         plain.ended();
}

bool read_plain(std::string_view text, std::vector<models::WorkingSpan>& spans) {
  PlainText plain(text);
  std::int64_t weekday = 0, from = 0, to = 0;
  return plain.list([&] {
    if (!plain.take("[") || !plain.number(weekday) || !plain.take(",") || !plain.number(from) ||
        !plain.take(",") || !plain.number(to) || !plain.take("]"))
      return false;
    spans.push_back({static_cast<int>(weekday), static_cast<int>(from), static_cast<int>(to)});
    return true;
  }) && plain.ended();
}

bool read_plain(std::string_view text, std::vector<std::string>& list) {
  PlainText plain(text);
  return plain.list([&] { return plain.word(list.emplace_back()); }) && plain.ended();
}

}  // namespace

std::string to_json_text(const std::vector<std::string>& list) { return Json(list).dump(); }
std::string to_json_text(const std::vector<models::AttributeDefinition>& all) { return list_text(all); }
std::string to_json_text(const std::vector<models::LocalizedText>& texts) { return list_text(texts); }

std::string to_json_text(const std::vector<models::WorkingSpan>& spans) {
  Json json = Json::array();
  for (const auto& span : spans)
    json.push_back(Json::array({span.weekday, span.from_minute, span.to_minute}));
  return json.dump();
}

std::string to_json_text(const Limits& limits) {
  Json json = Json::object();
  for (const auto target : models::sla_targets) {
    const auto& limit = limits[static_cast<std::size_t>(target)];
    if (limit)
      json[std::string(models::name(target))] =
          Json{{"seconds", limit->duration.count()}, {"calendar", limit->calendar}};
    if (limit && limit->working_days > 0)
      json[std::string(models::name(target))]["working_days"] = limit->working_days;
  }
  return json.dump();
}

std::string to_json_text(const Attributes& attributes) {
  return attributes.empty() ? "{}" : Json(attributes).dump();
}

// Pairs and not an object: their order is kept, and a key may come twice.
std::string to_json_text(const Details& details) {
  if (details.empty()) return "[]";
  Json json = Json::array();
  for (const auto& [key, value] : details) json.push_back(Json::array({key, value}));
  return json.dump();
}

std::string to_json_text(const std::vector<models::EscalationStep>& steps) {
  Json json = Json::array();
  for (const auto& step : steps) json.push_back(Json::array({step.after.count(), models::name(step.who)}));
  return json.dump();
}

void from_json_text(std::string_view text, std::vector<models::EscalationStep>& steps) {
  steps.clear();
  reading(text, [&](const Json& json) {
    for (const auto& item : json) {
      const auto who = models::parse<models::AlertReader>(item.at(1).get<std::string>());
      if (!who) throw std::runtime_error("unknown reader of an alert " + item.at(1).dump());
      steps.push_back({models::Duration{item.at(0).get<std::int64_t>()}, *who});
    }
  });
}

void from_json_text(std::string_view text, std::vector<std::string>& list) {
  list.clear();
  if (text == "[]" || read_plain(text, list)) return;
  list.clear();
  reading(text, [&](const Json& json) { json.get_to(list); });
}

void from_json_text(std::string_view text, std::vector<models::AttributeDefinition>& definitions) {
  definitions.clear();
  reading(text, [&](const Json& json) {
    for (const auto& item : json) definitions.push_back(definition_from(item));
  });
}

void from_json_text(std::string_view text, std::vector<models::LocalizedText>& texts) {
  texts.clear();
  reading(text, [&](const Json& json) {
    for (const auto& item : json) texts.push_back(localized(item));
  });
}

void from_json_text(std::string_view text, std::vector<models::WorkingSpan>& spans) {
  spans.clear();
  if (text == "[]" || read_plain(text, spans)) return;
  spans.clear();
  reading(text, [&](const Json& json) {
    for (const auto& item : json)
      spans.push_back({item.at(0).get<int>(), item.at(1).get<int>(), item.at(2).get<int>()});
  });
}

void from_json_text(std::string_view text, Limits& limits) {
  limits = {};
  reading(text, [&](const Json& json) {
    for (const auto target : models::sla_targets) {
      const auto found = json.find(models::name(target));
      if (found == json.end()) continue;
      limits[static_cast<std::size_t>(target)] =
          models::SlaPolicy::Limit{models::Duration{found->at("seconds").get<std::int64_t>()},
                                   found->at("calendar").get<std::string>(), found->value("working_days", 0)};
    }
  });
}

void from_json_text(std::string_view text, Attributes& attributes) {
  attributes.clear();
  if (text == "{}" || read_plain(text, attributes)) return;
  attributes.clear();
  reading(text, [&](const Json& json) { json.get_to(attributes); });
}

void from_json_text(std::string_view text, Details& details) {
  details.clear();
  if (text == "[]") return;
  if (read_plain(text, details)) return;
  details.clear();
  reading(text, [&](const Json& json) {
    for (const auto& item : json)
      details.emplace_back(item.at(0).get<std::string>(), item.at(1).get<std::string>());
  });
}

}  // namespace sql
