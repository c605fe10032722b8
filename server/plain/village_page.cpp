#include <map>

#include "models/names.h"
#include "models/store.h"
#include "server/api/views.h"
#include "server/plain/endpoint.h"

namespace plain {
namespace {

using models::LocalizedText;
using models::WorkOrderState;

constexpr int most_orders = 200;

std::string local_time(models::Time time, int utc_offset_seconds) {
  return models::to_rfc3339(time + models::Duration{utc_offset_seconds}).substr(0, 16).replace(10, 1, " ");
}

LocalizedText state_words(WorkOrderState state) {
  switch (state) {
    case WorkOrderState::open:
      return {"已受理，正在安排", "accepted, a crew is being found"};
    case WorkOrderState::assigned:
    case WorkOrderState::accepted:
      return {"已安排班组", "a crew has it"};
    case WorkOrderState::under_way:
      return {"正在修", "being repaired"};
    case WorkOrderState::resolved:
      return {"说是修好了，等回访", "said to be repaired, to be confirmed"};
    case WorkOrderState::closed:
      return {"已结案", "closed"};
    case WorkOrderState::cancelled:
      return {"已撤销", "cancelled"};
  }
  return {};
}

/// What may be named in public: a thing in the street. What stands in a home is told of by its class alone.
std::string thing(models::Transaction& tx, const Page& page, const models::WorkOrder& order) {
  const auto found = tx.catalog().find_class(order.facility_class);
  auto words = found ? page.say(found->name) : order.facility_class;
  const auto facility = order.facility ? tx.facilities().find(order.facility) : std::nullopt;
  if (!facility || !facility->household.empty()) return words;
  return words + " " + (facility->name.empty() ? facility->code : facility->name);
}

}  // namespace

models::Result<http::Response> village_page(models::Transaction& tx, const api::Call& call, bool english,
                                            const std::string& village, int utc_offset_seconds) {
  const auto found = tx.villages().find(village);
  if (!found || !found->in_care) return models::not_found("There is no such village.");
  Page page(english, {found->name + "：正在修的", found->name + ": what is being repaired"},
            "/plain/v/" + village);
  models::WorkOrderQuery query;
  query.states = {WorkOrderState::open, WorkOrderState::assigned, WorkOrderState::accepted,
                  WorkOrderState::under_way, WorkOrderState::resolved};
  query.village_code = village;
  query.limit = most_orders;
  const auto orders = tx.work_orders().search(query).items;
  if (orders.empty()) page.el("p", LocalizedText{"现在没有在修的。", "Nothing is being repaired now."});
  page.raw("<ul>");
  for (const auto& order : orders) {
    const auto kind = tx.catalog().find_kind(order.fault_kind);
    auto words = thing(tx, page, order) + " · " + (kind ? page.say(kind->name) : order.fault_kind) + " · " +
                 page.say(state_words(order.state));
    if (const auto* clock = order.clock(models::SlaTarget::resolve); clock && !clock->stopped_at) {
      const bool late = clock->due_at < call.now && !clock->paused_at;
      words += late ? page.say({"。已经超过答应的时间 ", ". Past the promised time "})
                    : page.say({"。答应修好的时间：", ". Promised by "});
      words += local_time(clock->due_at, utc_offset_seconds);
      if (clock->paused_at) words += page.say({"（暂停中）", " (standing still)"});
    }
    page.el("li", words);
  }
  page.raw("</ul>");
  page.link(page.address("/plain"), {"这里没有的，我要报修", "It is not listed: report it"});
  return page.answer(200);
}

models::Result<http::Response> token_page(models::Transaction& tx, const api::Call& call, bool english,
                                          const std::string& token, int utc_offset_seconds) {
  auto report = tx.reports().find_by_token(token);
  if (!report) return models::not_found("No report has this number: check the link.");
  const auto view = api::public_view(tx, std::move(*report), call.now);
  Page page(english, {"您的报修", "Your report"}, "/plain/t/" + token);
  page.el("p",
          page.say({"收到时间：", "Received: "}) + local_time(view.report.received_at, utc_offset_seconds));
  if (view.order) {
    page.el("p", page.say({"工单号：", "Order: "}) + view.order->number);
    page.el("p", page.say(state_words(view.order->state)));
  } else {
    page.el("p", view.report.state == models::ReportState::received
                     ? LocalizedText{"已收到，等坐席查看。", "Received; an operator will look at it."}
                     : LocalizedText{"没有单独立案。", "It became no order of its own."});
  }
  if (view.promise && !(view.order && view.order->ended()))
    page.el(view.late ? "p class=warn" : "p",
            (view.late ? page.say({"已经超过答应的时间：", "Past the promised time: "})
                       : page.say({"答应修好的时间：", "Promised by: "})) +
                local_time(view.promise->at, utc_offset_seconds));
  page.el("p",
          LocalizedText{"请记下这个网址，随时可以回来看。", "Keep this address to look again at any time."});
  if (!view.report.place.village_code.empty())
    page.link(page.address("/plain/v/" + view.report.place.village_code),
              {"看村里还有什么在修", "What else is being repaired in the village"});
  return page.answer(200);
}

}  // namespace plain
