#include "server/api/codec_problem.h"

#include <nlohmann/json.hpp>

namespace api {

std::string write(const Problem& problem) {
  nlohmann::ordered_json json{{"type", "about:blank"},
                              {"title", problem.title},
                              {"status", problem.status},
                              {"code", problem.code},
                              {"detail", problem.detail}};
  if (!problem.fields.empty()) {
    auto& errors = json["errors"] = nlohmann::ordered_json::array();
    for (const auto& field : problem.fields)
      errors.push_back({{"field", field.field}, {"code", field.code}, {"detail", field.detail}});
  }
  if (!problem.allowed.empty()) json["allowed"] = problem.allowed;
  if (const auto& meanwhile = problem.meanwhile) {
    auto& json_meanwhile = json["meanwhile"] = nlohmann::ordered_json::object();
    json_meanwhile["crew"] = nullptr;
    if (meanwhile->crew) json_meanwhile["crew"] = {{"zh", meanwhile->crew->zh}, {"en", meanwhile->crew->en}};
    json_meanwhile["at"] = meanwhile->at;
    json_meanwhile["reason"] = meanwhile->reason;
  }
  if (!problem.request_id.empty()) json["request_id"] = problem.request_id;
  // What a client sent may stand in a detail: never fail on its bytes.
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace api
