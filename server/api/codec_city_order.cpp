#include "server/api/codec_city_order.h"

#include "server/api/codec_body.h"
#include "server/api/codec_writer.h"
#include "server/imports/fault_words.h"

namespace api {
namespace {

OrderedJson json_of(const CityOrderItem& item) {
  const auto& view = item.view;
  auto duplicates = OrderedJson::array();
  for (const auto& one : view.duplicates) {
    const auto number = item.order_numbers.find(one.work_order);
    duplicates.push_back({{"work_order_id", one.work_order.text()},
                          {"number", number == item.order_numbers.end() ? "" : number->second},
                          {"score", one.score},
                          {"reasons", one.reasons}});
  }
  auto alike = OrderedJson::array();
  for (const auto id : view.alike) alike.push_back(id.text());
  OrderedJson order(nullptr);
  if (view.work_order)
    order = {{"id", view.work_order->id.text()},
             {"number", view.work_order->number},
             {"state", models::name(view.work_order->state)}};
  return {{"number", view.order.number},
          {"kind", view.order.kind},
          {"title", view.order.title},
          {"taken_at", models::to_rfc3339(view.order.taken_at)},
          {"taken_by", view.order.taken_by_name},
          {"due_at", api::json_of(view.report.external_due_at)},
          {"stage", models::name(view.stage)},
          {"told", models::name(view.order.told)},
          {"told_at", api::json_of(view.order.told_at)},
          {"report", api::json_of(item.report)},
          {"work_order", std::move(order)},
          {"duplicates", std::move(duplicates)},
          {"alike", std::move(alike)}};
}

std::string_view word(dispatch::CityOrderChange change) {
  switch (change) {
    case dispatch::CityOrderChange::inserted:
      return "inserted";
    case dispatch::CityOrderChange::updated:
      return "updated";
    case dispatch::CityOrderChange::unchanged:
      break;
  }
  return "unchanged";
}

}  // namespace

models::Result<dispatch::NewCityOrder> parse_city_order(const std::string& body) {
  return parse_body<dispatch::NewCityOrder>(body, [](codec::ObjectReader& reader) {
    dispatch::NewCityOrder input;
    input.number = reader.text("number", true, 64);
    input.kind = reader.text("kind", false, 100);
    input.title = reader.text("title", false, 300);
    input.description = reader.text("description", false, 4000);
    input.reporter.name = reader.text("name", false, 100);
    input.reporter.phone = reader.text("phone", false, 32);
    input.address = reader.text("address", false, 300);
    input.village = reader.text("village", false, 100);
    input.received_at = reader.time("received_at");
    input.due_at = reader.time("due_at");
    return input;
  });
}

std::string write(const models::Page<CityOrderItem>& page) {
  auto items = OrderedJson::array();
  for (const auto& item : page.items) items.push_back(json_of(item));
  return OrderedJson{{"items", std::move(items)}, {"next", or_null(page.next)}}.dump();
}

std::string write(const CityOrderItem& item, dispatch::CityOrderChange change,
                  const std::vector<std::string>& differing) {
  auto json = json_of(item);
  json["change"] = word(change);
  json["differing"] = differing;
  return json.dump();
}

std::string write(const town::CityOrderImport& result, const std::vector<CityOrderFound>& found,
                  bool written) {
  auto errors = OrderedJson::array();
  for (const auto& one : result.errors) {
    const auto words = imports::words_of(one.error.detail);
    errors.push_back({{"line", one.line},
                      {"field", one.error.field},
                      {"code", one.error.code},
                      {"detail", one.error.detail},
                      {"reason", {{"zh", words.zh}, {"en", words.en}}}});
  }
  auto findings = OrderedJson::array();
  for (const auto& one : found) {
    auto json = json_of(one.item);
    json["line"] = one.line;
    json["differing"] = one.differing;
    findings.push_back(std::move(json));
  }
  return OrderedJson{{"rows", result.rows},         {"inserted", result.inserted},
                     {"updated", result.updated},   {"unchanged", result.unchanged},
                     {"written", written},          {"ignored", result.ignored},
                     {"errors", std::move(errors)}, {"findings", std::move(findings)}}
      .dump();
}

}  // namespace api
