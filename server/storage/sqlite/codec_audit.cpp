#include "server/storage/sqlite/codec_audit.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

namespace sqlite {

using Json = nlohmann::json;

std::string to_json_text(const std::vector<models::AuditChange>& changes) {
  auto list = Json::array();
  for (const auto& change : changes)
    list.push_back({change.table, change.key, change.column, change.before, change.after});
  // A text that is no UTF-8 must not keep the change from being told.
  return list.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void from_json_text(std::string_view text, std::vector<models::AuditChange>& changes) {
  try {
    const auto list = Json::parse(text);
    for (const auto& one : list)
      changes.push_back({one.at(0).get<std::string>(), one.at(1).get<std::string>(),
                         one.at(2).get<std::string>(), one.at(3).get<std::string>(),
                         one.at(4).get<std::string>()});
  } catch (const Json::exception& error) {
    throw std::runtime_error(std::string("an audit row does not hold the JSON it should: ") + error.what());
  }
}

}  // namespace sqlite
