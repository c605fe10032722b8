#include "dispatch/outbox_facts.h"

#include "dispatch/warranty.h"
#include "models/names.h"

namespace dispatch {
namespace {

models::LocalizedText name_of(models::Severity severity) {
  switch (severity) {
    case models::Severity::danger:
      return {"危险", "danger"};
    case models::Severity::urgent:
      return {"紧急", "urgent"};
    case models::Severity::normal:
      return {"一般", "normal"};
    case models::Severity::planned:
      return {"计划", "planned"};
  }
  return {};
}

// 11月26日 17:30 in the town's time; with the year in English, where no other word says what is what.
std::string moment(models::Time at, const std::string& language) {
  const auto text = models::to_rfc3339(at + std::chrono::hours{8});
  if (language == "en") return text.substr(0, 10) + " " + text.substr(11, 5);
  const auto number = [&](std::size_t from) { return std::to_string(std::stoi(text.substr(from, 2))); };
  return number(5) + "月" + number(8) + "日 " + text.substr(11, 5);
}

}  // namespace

const std::string& text_in(const models::LocalizedText& text, const std::string& language) {
  return language == "en" && !text.en.empty() ? text.en : text.zh;
}

Facts facts_of(models::Transaction& tx, const models::WorkOrder& order, const std::string& language) {
  const auto kind = tx.catalog().find_kind(order.fault_kind);
  const auto facility_class = tx.catalog().find_class(order.facility_class);
  const auto village = tx.villages().find(order.place.village_code);
  const auto crew = order.crew ? tx.crews().find(order.crew) : std::nullopt;
  const auto* clock = order.clock(models::SlaTarget::resolve);
  return {{"number", order.number},
          {"fault", kind ? text_in(kind->name, language) : order.fault_kind},
          {"class", facility_class ? text_in(facility_class->name, language) : order.facility_class},
          {"village", village ? village->name : ""},
          {"severity", text_in(name_of(order.severity), language)},
          {"crew", crew ? text_in(crew->name, language) : ""},
          {"due", clock ? moment(clock->due_at, language) : ""},
          {"state", std::string(models::name(order.state))},
          {"brand", attribute_of(tx, order.facility, "brand")},
          {"model", attribute_of(tx, order.facility, "model")},
          {"error_code", shown_code(tx, order)}};
}

Facts facts_about(models::Transaction& tx, const models::Report& report, const models::WorkOrder* order,
                  const std::string& language) {
  if (order != nullptr) return facts_of(tx, *order, language);
  if (const auto stored = tx.work_orders().find(report.work_order)) return facts_of(tx, *stored, language);
  models::WorkOrder none;
  none.number = report.external_reference.empty() ? report.id.text() : report.external_reference;
  none.fault_kind = report.fault_kind;
  none.facility_class = report.facility_class;
  none.place.village_code = report.place.village_code;
  auto facts = facts_of(tx, none, language);
  for (auto& [name, value] : facts)
    if (name == "severity" || name == "state") value.clear();
  return facts;
}

Facts test_facts(const std::string& language) {
  const bool english = language == "en";
  const std::string word = english ? "test" : "测试";
  Facts facts{{"summary", english ? "This is a test message of Lamplighter. Nothing is to be done."
                                  : "这是点灯人的测试消息，不用处理。"},
              {"test", "true"}};
  for (const auto name : template_variables()) facts.emplace_back(name, word);
  return facts;
}

bool is_test(const models::Delivery& delivery) {
  for (const auto& [name, value] : delivery.facts)
    if (name == "test") return true;
  return false;
}

}  // namespace dispatch
