#include "server/api/codec_forecast.h"

#include <cmath>

#include "server/api/codec_writer.h"

namespace api {
namespace {

// Two places: more would pretend to know more than some hundred runs can tell.
double rounded(double chance) { return std::round(chance * 100) / 100; }

OrderedJson json_of(const dispatch::OrderForecast& one) {
  OrderedJson json{{"work_order_id", one.order.id.text()},
                   {"number", one.order.number},
                   {"state", models::name(one.order.state)},
                   {"class", one.order.facility_class},
                   {"fault_kind", one.order.fault_kind},
                   {"severity", models::name(one.order.severity)},
                   {"village", or_null(one.order.place.village_code)},
                   {"late", rounded(one.late)},
                   {"crew_id", or_null(one.crew)},
                   {"start", api::json_of(one.start)},
                   {"start_late", api::json_of(one.start_late)},
                   {"cause", one.cause},
                   {"rule", or_null(one.rule)}};
  auto promises = OrderedJson::array();
  for (const auto& promise : one.promises)
    promises.push_back({{"target", models::name(promise.target)},
                        {"due", models::to_rfc3339(promise.due)},
                        {"late", rounded(promise.late)}});
  json["promises"] = std::move(promises);
  auto sentences = OrderedJson::array();
  for (const auto& sentence : one.words) sentences.push_back(api::json_of(sentence));
  json["sentences"] = std::move(sentences);
  return json;
}

}  // namespace

std::string write(const dispatch::BreachForecast& forecast) {
  OrderedJson json{{"at", models::to_rfc3339(forecast.at)},
                   {"runs", forecast.runs},
                   {"seed", std::to_string(forecast.seed)},
                   {"expected", rounded(forecast.expected)}};
  auto items = OrderedJson::array();
  for (const auto& one : forecast.orders) items.push_back(json_of(one));
  json["items"] = std::move(items);
  return json.dump();
}

}  // namespace api
