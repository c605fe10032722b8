#include "server/storage/sql/codec_transfer.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

namespace sql {

using Json = nlohmann::ordered_json;

namespace {

Json json_of(const std::vector<models::ForeignQuestion>& questions) {
  Json json = Json::array();
  for (const auto& one : questions)
    json.push_back(
        {{"code", one.code}, {"question", one.question}, {"several", one.several}, {"values", one.values}});
  return json;
}

std::vector<models::ForeignQuestion> questions_of(const Json& json) {
  std::vector<models::ForeignQuestion> all;
  for (const auto& item : json) {
    auto& one = all.emplace_back();
    item.at("code").get_to(one.code);
    item.at("question").get_to(one.question);
    item.at("several").get_to(one.several);
    item.at("values").get_to(one.values);
  }
  return all;
}

}  // namespace

std::string to_json_text(const std::vector<models::ForeignService>& services) {
  Json json = Json::array();
  for (const auto& one : services)
    json.push_back({{"code", one.code},
                    {"name", one.name},
                    {"group", one.group},
                    {"type", one.type},
                    {"required", json_of(one.required)}});
  return json.dump();
}

void from_json_text(std::string_view text, std::vector<models::ForeignService>& services) {
  services.clear();
  try {
    const auto json = Json::parse(text);
    for (const auto& item : json) {
      models::ForeignService one;
      item.at("code").get_to(one.code);
      item.at("name").get_to(one.name);
      item.at("group").get_to(one.group);
      item.at("type").get_to(one.type);
      one.required = questions_of(item.at("required"));
      services.push_back(std::move(one));
    }
  } catch (const nlohmann::json::exception& error) {
    throw std::runtime_error(std::string("a column does not hold the JSON it should: ") + error.what());
  }
}

}  // namespace sql
