#include "server/storage/sql/codec_plan.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>

namespace sql {
namespace {

using Json = nlohmann::ordered_json;

Json or_null(const std::optional<models::Time>& time) {
  return time ? Json(models::to_unix(*time)) : Json(nullptr);
}

std::optional<models::Time> time_from(const Json& json) {
  if (json.is_null()) return std::nullopt;
  return models::from_unix(json.get<std::int64_t>());
}

Json to_json(const models::PlanMeasures& all) {
  return Json::array({all.danger_missed, all.danger_late_seconds, all.other_missed, all.other_late_seconds,
                      all.overtime_seconds, all.travel_seconds, all.waiting_seconds, all.moved,
                      all.shifted_seconds, all.without_crew, all.cost});
}

void read(const Json& json, models::PlanMeasures& all) {
  json.at(0).get_to(all.danger_missed);
  json.at(1).get_to(all.danger_late_seconds);
  json.at(2).get_to(all.other_missed);
  json.at(3).get_to(all.other_late_seconds);
  json.at(4).get_to(all.overtime_seconds);
  json.at(5).get_to(all.travel_seconds);
  json.at(6).get_to(all.waiting_seconds);
  json.at(7).get_to(all.moved);
  json.at(8).get_to(all.shifted_seconds);
  json.at(9).get_to(all.without_crew);
  json.at(10).get_to(all.cost);
}

Json to_json(const models::PlanChange& change) {
  return Json::array({change.work_order.value, change.order_version, change.from_crew.value,
                      or_null(change.from_start), change.from_position, change.to_crew.value,
                      or_null(change.to_start), or_null(change.to_finish), change.to_position,
                      change.left_out});
}

models::PlanChange change_from(const Json& json) {
  models::PlanChange change;
  json.at(0).get_to(change.work_order.value);
  json.at(1).get_to(change.order_version);
  json.at(2).get_to(change.from_crew.value);
  change.from_start = time_from(json.at(3));
  json.at(4).get_to(change.from_position);
  json.at(5).get_to(change.to_crew.value);
  change.to_start = time_from(json.at(6));
  change.to_finish = time_from(json.at(7));
  json.at(8).get_to(change.to_position);
  json.at(9).get_to(change.left_out);
  return change;
}

Json ids_of(const std::vector<models::WorkOrderId>& orders) {
  Json ids = Json::array();
  for (const auto order : orders) ids.push_back(order.value);
  return ids;
}

std::vector<models::WorkOrderId> orders_from(const Json& json) {
  std::vector<models::WorkOrderId> orders;
  for (const auto& id : json) orders.push_back({id.get<std::int64_t>()});
  return orders;
}

}  // namespace

std::string content_text(const models::Publication& publication) {
  Json changes = Json::array();
  for (const auto& change : publication.changes) changes.push_back(to_json(change));
  Json sequences = Json::array();
  for (const auto& one : publication.sequences)
    sequences.push_back(Json::array({one.crew.value, ids_of(one.before), ids_of(one.after)}));
  return Json{{"before", to_json(publication.before)},
              {"after", to_json(publication.after)},
              {"changes", std::move(changes)},
              {"sequences", std::move(sequences)}}
      .dump();
}

void read_content(std::string_view text, models::Publication& publication) {
  try {
    const auto json = Json::parse(text);
    read(json.at("before"), publication.before);
    read(json.at("after"), publication.after);
    publication.changes.clear();
    for (const auto& change : json.at("changes")) publication.changes.push_back(change_from(change));
    publication.sequences.clear();
    for (const auto& one : json.at("sequences"))
      publication.sequences.push_back(
          {models::CrewId{one.at(0).get<std::int64_t>()}, orders_from(one.at(1)), orders_from(one.at(2))});
  } catch (const nlohmann::json::exception& error) {
    throw std::runtime_error(std::string("a publication does not hold the JSON it should: ") + error.what());
  }
}

}  // namespace sql
