#include "server/api/codec_decision.h"

namespace api {
namespace {

using Numbers = std::map<models::WorkOrderId, std::string>;

OrderedJson number_of(const Numbers& numbers, models::WorkOrderId order) {
  const auto found = numbers.find(order);
  return found != numbers.end() ? OrderedJson(found->second) : OrderedJson(nullptr);
}

template <class Item, class Write>
OrderedJson list_of(const std::vector<Item>& items, Write write_item) {
  auto list = OrderedJson::array();
  for (const auto& item : items) list.push_back(write_item(item));
  return list;
}

OrderedJson considered(const models::CrewConsidered& crew) {
  return {{"crew_id", crew.crew.text()},
          {"excluded_by", or_null(crew.excluded_by)},
          {"orders_in_hand", crew.orders_in_hand},
          {"distance_metres", crew.distance_metres},
          {"cost", crew.cost}};
}

OrderedJson delay(const models::DecisionDelay& found, const Numbers& numbers) {
  return {{"work_order_id", found.work_order.text()},
          {"number", number_of(numbers, found.work_order)},
          {"later_seconds", found.later.count()},
          {"missed", found.missed}};
}

OrderedJson option(const models::DecisionOption& found, const Numbers& numbers) {
  const auto delays = [&](const models::DecisionDelay& item) { return delay(item, numbers); };
  return {{"crew_id", found.crew.text()},
          {"arrival", models::to_rfc3339(found.arrival)},
          {"finish", models::to_rfc3339(found.finish)},
          {"cost",
           {{"danger", found.cost.danger},
            {"late", found.cost.late},
            {"effort", found.cost.effort},
            {"stability", found.cost.stability},
            {"total", found.cost.total()}}},
          {"missed", found.missed},
          {"late_seconds", found.late.count()},
          {"delays", list_of(found.delays, delays)}};
}

OrderedJson relaxation(const models::DecisionRelaxation& found) {
  return {{"rule", or_null(found.rule)},
          {"crew_id", or_null(found.crew)},
          {"amount_seconds", found.amount.count()},
          {"arrival", models::to_rfc3339(found.arrival)},
          {"in_time", found.in_time}};
}

OrderedJson move(const models::DecisionMove& found, const Numbers& numbers) {
  return {{"work_order_id", found.work_order.text()}, {"number", number_of(numbers, found.work_order)},
          {"from_crew_id", or_null(found.from_crew)}, {"from_arrival", json_of(found.from_arrival)},
          {"to_crew_id", or_null(found.to_crew)},     {"to_arrival", json_of(found.to_arrival)}};
}

}  // namespace

OrderedJson json_of(const models::AssignmentDecision& decision, const std::string& by, const Numbers& numbers,
                    const std::vector<models::LocalizedText>& sentences) {
  const auto options = [&](const models::DecisionOption& item) { return option(item, numbers); };
  const auto moves = [&](const models::DecisionMove& item) { return move(item, numbers); };
  OrderedJson json{{"crew_id", or_null(decision.crew)},
                   {"rule", decision.rule},
                   {"reason", decision.reason},
                   {"by", by},
                   {"at", models::to_rfc3339(decision.at)}};
  json["considered"] = list_of(decision.considered, considered);
  json["publication_id"] = or_null(decision.publication);
  json["seed"] = std::to_string(decision.seed);
  json["engine_version"] = or_null(decision.engine_version);
  json["chosen"] = decision.chosen ? option(*decision.chosen, numbers) : OrderedJson(nullptr);
  json["alternatives"] = list_of(decision.alternatives, options);
  json["relaxations"] = list_of(decision.relaxations, relaxation);
  json["moved"] = list_of(decision.moved, moves);
  json["violations"] = decision.violations;
  json["notes"] = decision.notes;
  json["postponed_to"] = json_of(decision.postponed_to);
  json["engine_crew_id"] = or_null(decision.engine_crew);
  json["preferred_crew_id"] = or_null(decision.preferred_crew);
  json["sentences"] = list_of(sentences, [](const models::LocalizedText& sentence) {
    return OrderedJson{{"zh", sentence.zh}, {"en", sentence.en}};
  });
  return json;
}

}  // namespace api
