#include "server/api/codec_desk.h"

#include "dispatch/masking.h"
#include "server/api/codec_body.h"
#include "server/api/codec_writer.h"

namespace api {
namespace {

OrderedJson json_of(const models::PhoneCall& call, bool clear) {
  return {{"id", call.id.text()},
          {"call_id", call.external_id},
          {"caller", clear ? call.caller : dispatch::mask_phone(call.caller)},
          {"callee", call.callee},
          {"began_at", models::to_rfc3339(call.began_at)},
          {"ended_at", api::json_of(call.ended_at)},
          {"recording", or_null(call.recording)},
          {"taken_by", or_null(call.taken_by_name)},
          {"taken_at", api::json_of(call.taken_at)},
          {"report_id", or_null(call.report)}};
}

template <class View>
OrderedJson list_of(const std::vector<View>& views) {
  auto items = OrderedJson::array();
  for (const auto& view : views) items.push_back(json_of_written(view));
  return items;
}

OrderedJson json_of(const OutageView& view) {
  const auto& outage = view.outage;
  return {{"id", outage.id.text()},
          {"reason", models::name(outage.reason)},
          {"words", outage.words},
          {"expected_at", api::json_of(outage.expected_at)},
          {"parent_id", outage.parent.text()},
          {"parent_number", view.parent_number},
          {"order_count", outage.children.size() + 1},
          {"declared_at", models::to_rfc3339(outage.declared_at)},
          {"declared_by", outage.declared_by_name},
          {"ended_at", api::json_of(outage.ended_at)},
          {"ended_by", or_null(outage.ended_by_name)},
          {"ending_words", or_null(outage.ending_words)},
          {"orders", list_of(view.orders)}};
}

}  // namespace

models::Result<dispatch::CallTold> parse_call(const std::string& body) {
  return parse_body<dispatch::CallTold>(body, [](codec::ObjectReader& reader) {
    dispatch::CallTold told;
    told.external_id = reader.text("call_id", true, 100);
    told.caller = reader.text("caller", false, 32);
    told.callee = reader.text("callee", false, 32);
    told.began_at = reader.time("began_at");
    told.ended_at = reader.time("ended_at");
    told.recording = reader.text("recording", false, 500);
    return told;
  });
}

models::Result<models::ReportId> parse_call_report(const std::string& body) {
  return parse_body<models::ReportId>(body, [](codec::ObjectReader& reader) {
    if (!reader.has("report_id")) reader.wrong("report_id", "required", "fill in report_id");
    return reader.id<models::ReportTag>("report_id");
  });
}

models::Result<std::string> parse_phone(const std::string& body) {
  return parse_body<std::string>(body,
                                 [](codec::ObjectReader& reader) { return reader.text("phone", true, 32); });
}

std::string write(const models::PhoneCall& call, bool clear) { return json_of(call, clear).dump(); }

std::string write(const models::Page<models::PhoneCall>& page) {
  auto items = OrderedJson::array();
  for (const auto& call : page.items) items.push_back(json_of(call, false));
  return OrderedJson{{"items", std::move(items)}, {"next", or_null(page.next)}}.dump();
}

std::string write(const HouseholdView& household) {
  return OrderedJson{{"facilities", list_of(household.facilities)},
                     {"reports", list_of(household.reports)},
                     {"open_orders", list_of(household.open_orders)}}
      .dump();
}

models::Result<dispatch::NewOutage> parse_outage(const std::string& body) {
  return parse_body<dispatch::NewOutage>(body, [](codec::ObjectReader& reader) {
    dispatch::NewOutage input;
    input.reason = reader.choice<models::OutageReason>("reason", true).value_or(models::OutageReason::other);
    input.words = reader.text("words", true, 300);
    input.expected_at = reader.time("expected_at");
    input.parent = reader.id<models::WorkOrderTag>("parent_id");
    const auto ids = reader.texts("work_order_ids", dispatch::most_outage_orders, 20);
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const auto id = models::WorkOrderId::parse(ids[i]);
      if (!id)
        reader.wrong("work_order_ids[" + std::to_string(i) + "]", "bad_format",
                     "is no id; give the string that the API gave");
      input.orders.push_back(id.value_or(models::WorkOrderId{}));
    }
    return input;
  });
}

models::Result<std::string> parse_outage_ending(const std::string& body) {
  return parse_body<std::string>(body,
                                 [](codec::ObjectReader& reader) { return reader.text("words", true, 300); });
}

std::string write(const OutageView& outage) { return json_of(outage).dump(); }

std::string write(const models::Page<OutageView>& page) {
  auto items = OrderedJson::array();
  for (const auto& outage : page.items) items.push_back(json_of(outage));
  return OrderedJson{{"items", std::move(items)}, {"next", or_null(page.next)}}.dump();
}

}  // namespace api
