#include "server/api/codec_patterns.h"

#include <cmath>

#include "server/api/codec_writer.h"

namespace api {
namespace {

OrderedJson rounded(const std::optional<double>& value) {
  return value ? OrderedJson(std::round(*value * 1000) / 1000) : OrderedJson(nullptr);
}

OrderedJson head(const FiguresAsked& asked) {
  return {{"from", models::to_rfc3339(asked.period.from)},
          {"to", models::to_rfc3339(asked.period.to)},
          {"at", models::to_rfc3339(asked.period.now)}};
}

OrderedJson json_of(const CrewLoadView& view) {
  const auto& load = view.load;
  return {{"crew_id", load.crew.text()},
          {"contractor", or_null(view.contractor)},
          {"on_shift", view.on_shift},
          {"orders_in_hand", view.orders_in_hand},
          {"capacity", view.capacity},
          {"orders", load.orders},
          {"resolved", load.resolved},
          {"late", load.late},
          {"at_night", load.at_night},
          {"at_weekend", load.at_weekend},
          {"shift_hours", static_cast<double>(load.on_shift.count()) / 3600},
          {"per_shift", rounded(load.per_shift)}};
}

OrderedJson json_of(const RepeaterView& view) {
  const auto& one = view.repeater;
  return {{"facility", api::json_of(view.facility)},
          {"circuit", or_null(one.circuit)},
          {"village", or_null(one.village_code)},
          {"class", or_null(one.facility_class)},
          {"orders", one.orders},
          {"came_back", one.came_back},
          {"last_received_at", models::to_rfc3339(one.last)}};
}

OrderedJson json_of(const dispatch::Evidence& one) {
  OrderedJson json{{"code", one.code}, {"finding", dispatch::name(one.finding)}};
  json["value"] = one.value ? OrderedJson(*one.value) : OrderedJson(nullptr);
  json["of"] = one.of ? OrderedJson(*one.of) : OrderedJson(nullptr);
  json["at_least"] = one.capped;
  json["figure"] = nullptr;
  if (one.figure) json["figure"] = dispatch::figure_definitions()[static_cast<std::size_t>(*one.figure)].code;
  return json;
}

}  // namespace

std::string write(const FiguresAsked& asked, const PatternsView& view) {
  auto json = head(asked);
  json["orders"] = view.orders;
  auto& hours = json["hours"] = OrderedJson::array();
  for (const auto& day : view.grid.count) hours.push_back(day);
  auto& villages = json["villages"] = OrderedJson::array();
  for (const auto& one : view.villages)
    villages.push_back({{"village", or_null(one.village_code)},
                        {"class", or_null(one.facility_class)},
                        {"orders", one.count}});
  auto& repeaters = json["repeaters"] = OrderedJson::array();
  for (const auto& one : view.repeaters) repeaters.push_back(json_of(one));
  auto& crews = json["crews"] = OrderedJson::array();
  for (const auto& one : view.crews) crews.push_back(json_of(one));
  auto& fairness = json["fairness"] = OrderedJson::array();
  for (const auto& one : view.fairness) {
    auto ids = OrderedJson::array();
    for (const auto& crew : one.crews) ids.push_back(crew.text());
    fairness.push_back({{"skill", one.skill}, {"crew_ids", std::move(ids)}, {"index", rounded(one.index)}});
  }
  return json.dump();
}

std::string write(const FiguresAsked& asked, const std::array<dispatch::HaveEvidence, 5>& haves) {
  auto json = head(asked);
  auto& items = json["haves"] = OrderedJson::array();
  for (const auto& have : haves) {
    auto evidence = OrderedJson::array();
    for (const auto& one : have.evidence) evidence.push_back(json_of(one));
    items.push_back({{"have", dispatch::name(have.have)},
                     {"name", api::json_of(have.name)},
                     {"finding", dispatch::name(have.finding())},
                     {"evidence", std::move(evidence)}});
  }
  return json.dump();
}

}  // namespace api
