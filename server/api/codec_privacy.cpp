#include "server/api/codec_privacy.h"

#include <algorithm>

#include "dispatch/masking.h"
#include "server/api/codec_body.h"
#include "server/api/codec_writer.h"

namespace api {

models::Result<dispatch::UnmaskWish> parse_unmask_wish(const std::string& body) {
  return parse_body<dispatch::UnmaskWish>(body, [](codec::ObjectReader& reader) {
    dispatch::UnmaskWish wish;
    wish.reason = reader.choice<models::UnmaskReason>("reason", true).value_or(models::UnmaskReason::other);
    wish.words = reader.text("words", false, 200);
    return wish;
  });
}

std::string write(const dispatch::Unmasked& clear) {
  OrderedJson json{{"name", clear.name}, {"address", clear.address}, {"description", clear.description}};
  auto& contacts = json["contacts"] = OrderedJson::array();
  for (const auto& contact : clear.contacts)
    contacts.push_back({{"report_id", or_null(contact.report)},
                        {"name", contact.name},
                        {"phone", contact.phone},
                        {"address", contact.address}});
  return json.dump();
}

models::Result<PersonWish> parse_person_wish(const std::string& body, bool with_reason) {
  return parse_body<PersonWish>(body, [&](codec::ObjectReader& reader) {
    PersonWish wish;
    wish.phone = reader.text("phone", true, 32);
    if (with_reason) wish.reason = reader.text("reason", true, 500);
    return wish;
  });
}

std::string write_masked(const dispatch::PersonData& data) {
  OrderedJson json{{"name", ""}, {"phone", ""}};
  auto& reports = json["reports"] = OrderedJson::array();
  for (const auto& report : data.reports) {
    const auto order = std::find_if(data.orders.begin(), data.orders.end(),
                                    [&](const auto& one) { return one.id == report.work_order; });
    const bool has_order = order != data.orders.end();
    const auto name = dispatch::mask_name(report.reporter.name);
    if (json["name"] == "") json["name"] = name;
    json["phone"] = dispatch::mask_phone(report.reporter.phone);
    reports.push_back(
        {{"id", report.id.text()},
         {"received_at", models::to_rfc3339(report.received_at)},
         {"name", name},
         {"address", dispatch::mask_address(report.place.address)},
         {"work_order_number", or_null(has_order ? order->number : "")},
         {"in_hand", report.state == models::ReportState::received || (has_order && !order->ended())}});
  }
  auto& facilities = json["facilities"] = OrderedJson::array();
  for (const auto& facility : data.facilities) {
    json["phone"] = dispatch::mask_phone(facility.phone);
    facilities.push_back({{"id", facility.id.text()},
                          {"code", facility.code},
                          {"class", facility.facility_class},
                          {"address", dispatch::mask_address(facility.address)}});
  }
  json["notes"] = data.notes.size();
  json["calls"] = data.calls.size();
  if (json["phone"] == "" && !data.calls.empty())
    json["phone"] = dispatch::mask_phone(data.calls.front().caller);
  return json.dump();
}

std::string write(const dispatch::PersonData& data) {
  OrderedJson json;
  auto& reports = json["reports"] = OrderedJson::array();
  for (const auto& report : data.reports) reports.push_back(json_of(ReportView{report, std::nullopt}));
  auto& orders = json["work_orders"] = OrderedJson::array();
  for (const auto& order : data.orders)
    orders.push_back({{"number", order.number},
                      {"state", models::name(order.state)},
                      {"address", order.place.address},
                      {"position", json_of(order.place.position)},
                      {"description", order.description},
                      {"received_at", models::to_rfc3339(order.received_at)},
                      {"closed_at", json_of(order.closed_at)}});
  auto& notes = json["notes"] = OrderedJson::array();
  for (const auto& note : data.notes)
    notes.push_back({{"at", models::to_rfc3339(note.at)}, {"text", note.text}});
  auto& facilities = json["facilities"] = OrderedJson::array();
  for (const auto& facility : data.facilities) facilities.push_back(json_of(FacilityView{facility, {}}));
  auto& calls = json["calls"] = OrderedJson::array();
  for (const auto& call : data.calls)
    calls.push_back({{"began_at", models::to_rfc3339(call.began_at)},
                     {"ended_at", json_of(call.ended_at)},
                     {"caller", call.caller},
                     {"recording", or_null(call.recording)}});
  return json.dump();
}

std::string write(const dispatch::Erased& erased) {
  OrderedJson json{{"reports", erased.reports}, {"facilities", erased.facilities}};
  auto& deferred = json["deferred"] = OrderedJson::array();
  for (const auto& one : erased.deferred)
    deferred.push_back({{"report_id", one.report.text()}, {"work_order_number", or_null(one.number)}});
  return json.dump();
}

}  // namespace api
