#include <nlohmann/json.hpp>
#include <stdexcept>

#include "server/storage/sql/codec_columns.h"
#include "server/storage/sql/plain_decision.h"

// The decision behind an assignment. Rows from before the planning engine lack the key `engine`.
namespace sql {
namespace {

using Json = nlohmann::ordered_json;
using models::AssignmentDecision;
using models::DecisionOption;

Json or_null(const std::optional<models::Time>& time) {
  return time ? Json(models::to_unix(*time)) : Json(nullptr);
}

std::optional<models::Time> time_from(const Json& json) {
  if (json.is_null()) return std::nullopt;
  return models::from_unix(json.get<std::int64_t>());
}

Json to_json(const DecisionOption& option) {
  Json delays = Json::array();
  for (const auto& delay : option.delays)
    delays.push_back(Json::array({delay.work_order.value, delay.later.count(), delay.missed}));
  return Json::array({option.crew.value, models::to_unix(option.arrival), models::to_unix(option.finish),
                      option.cost.danger, option.cost.late, option.cost.effort, option.cost.stability,
                      option.missed, option.late.count(), std::move(delays)});
}

DecisionOption option_from(const Json& json) {
  DecisionOption option;
  json.at(0).get_to(option.crew.value);
  option.arrival = models::from_unix(json.at(1).get<std::int64_t>());
  option.finish = models::from_unix(json.at(2).get<std::int64_t>());
  json.at(3).get_to(option.cost.danger);
  json.at(4).get_to(option.cost.late);
  json.at(5).get_to(option.cost.effort);
  json.at(6).get_to(option.cost.stability);
  json.at(7).get_to(option.missed);
  option.late = models::Duration{json.at(8).get<std::int64_t>()};
  for (const auto& delay : json.at(9))
    option.delays.push_back({models::WorkOrderId{delay.at(0).get<std::int64_t>()},
                             models::Duration{delay.at(1).get<std::int64_t>()}, delay.at(2).get<int>()});
  return option;
}

Json engine_json(const AssignmentDecision& decision) {
  Json json{{"version", decision.engine_version},
            {"publication", decision.publication.value},
            {"seed", decision.seed},
            {"engine_crew", decision.engine_crew.value},
            {"preferred_crew", decision.preferred_crew.value},
            {"postponed_to", or_null(decision.postponed_to)},
            {"violations", decision.violations},
            {"notes", decision.notes}};
  json["chosen"] = decision.chosen ? to_json(*decision.chosen) : Json(nullptr);
  auto& alternatives = json["alternatives"] = Json::array();
  for (const auto& option : decision.alternatives) alternatives.push_back(to_json(option));
  auto& relaxations = json["relaxations"] = Json::array();
  for (const auto& one : decision.relaxations)
    relaxations.push_back(Json::array(
        {one.rule, one.crew.value, one.amount.count(), models::to_unix(one.arrival), one.in_time}));
  auto& moved = json["moved"] = Json::array();
  for (const auto& one : decision.moved)
    moved.push_back(Json::array({one.work_order.value, one.from_crew.value, or_null(one.from_arrival),
                                 one.to_crew.value, or_null(one.to_arrival)}));
  return json;
}

void read_engine(const Json& json, AssignmentDecision& decision) {
  json.at("version").get_to(decision.engine_version);
  json.at("publication").get_to(decision.publication.value);
  json.at("seed").get_to(decision.seed);
  json.at("engine_crew").get_to(decision.engine_crew.value);
  json.at("preferred_crew").get_to(decision.preferred_crew.value);
  decision.postponed_to = time_from(json.at("postponed_to"));
  json.at("violations").get_to(decision.violations);
  json.at("notes").get_to(decision.notes);
  if (!json.at("chosen").is_null()) decision.chosen = option_from(json.at("chosen"));
  for (const auto& option : json.at("alternatives")) decision.alternatives.push_back(option_from(option));
  for (const auto& one : json.at("relaxations"))
    decision.relaxations.push_back({one.at(0).get<std::string>(),
                                    models::CrewId{one.at(1).get<std::int64_t>()},
                                    models::Duration{one.at(2).get<std::int64_t>()},
                                    models::from_unix(one.at(3).get<std::int64_t>()), one.at(4).get<bool>()});
  for (const auto& one : json.at("moved"))
    decision.moved.push_back({models::WorkOrderId{one.at(0).get<std::int64_t>()},
                              models::CrewId{one.at(1).get<std::int64_t>()}, time_from(one.at(2)),
                              models::CrewId{one.at(3).get<std::int64_t>()}, time_from(one.at(4))});
}

}  // namespace

std::string to_json_text(const AssignmentDecision& decision) {
  Json considered = Json::array();
  for (const auto& crew : decision.considered)
    considered.push_back(Json::array(
        {crew.crew.value, crew.excluded_by, crew.orders_in_hand, crew.distance_metres, crew.cost}));
  Json json{{"crew", decision.crew.value},        {"rule", decision.rule},
            {"reason", decision.reason},          {"by", decision.by.value},
            {"at", models::to_unix(decision.at)}, {"considered", std::move(considered)}};
  if (!decision.engine_version.empty()) json["engine"] = engine_json(decision);
  return json.dump();
}

void from_json_text(std::string_view text, AssignmentDecision& decision) {
  decision = {};
  if (read_plain(text, decision)) return;
  decision = {};
  try {
    const auto json = Json::parse(text);
    decision.crew.value = json.at("crew").get<std::int64_t>();
    decision.rule = json.at("rule").get<std::string>();
    decision.reason = json.at("reason").get<std::string>();
    decision.by.value = json.at("by").get<std::int64_t>();
    decision.at = models::from_unix(json.at("at").get<std::int64_t>());
    for (const auto& item : json.at("considered"))
      decision.considered.push_back({models::CrewId{item.at(0).get<std::int64_t>()},
                                     item.at(1).get<std::string>(), item.at(2).get<int>(),
                                     item.at(3).get<int>(), item.at(4).get<int>()});
    if (const auto engine = json.find("engine"); engine != json.end()) read_engine(*engine, decision);
  } catch (const nlohmann::json::exception& error) {
    throw std::runtime_error(std::string("a column does not hold the JSON it should: ") + error.what());
  }
}

}  // namespace sql
