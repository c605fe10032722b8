#include "server/storage/sql/codec_import.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

namespace sql {

using Json = nlohmann::ordered_json;

std::string to_json_text(const std::vector<models::ImportFault>& faults) {
  Json json = Json::array();
  for (const auto& fault : faults)
    json.push_back(Json::array({fault.line, fault.column, fault.code, fault.detail}));
  // What a file says may be cut in the middle of a character.
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void from_json_text(std::string_view text, std::vector<models::ImportFault>& faults) {
  faults.clear();
  try {
    const auto json = Json::parse(text);
    for (const auto& fault : json)
      faults.push_back({fault.at(0).get<std::int64_t>(), fault.at(1).get<std::string>(),
                        fault.at(2).get<std::string>(), fault.at(3).get<std::string>()});
  } catch (const nlohmann::json::exception& error) {
    throw std::runtime_error(std::string("a column does not hold the JSON it should: ") + error.what());
  }
}

}  // namespace sql
