#include <map>

#include "models/names.h"
#include "models/store.h"
#include "server/api/views.h"
#include "server/api/village_view.h"
#include "server/plain/endpoint.h"

namespace plain {
namespace {

using models::LocalizedText;
using models::WorkOrderState;

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

std::string what(models::Transaction& tx, const Page& page, const api::VillageOrder& view) {
  const auto found = tx.catalog().find_class(view.order.facility_class);
  const auto kind = tx.catalog().find_kind(view.order.fault_kind);
  auto words = found ? page.say(found->name) : view.order.facility_class;
  if (!view.thing.empty()) words += " " + view.thing;
  return words + " · " + (kind ? page.say(kind->name) : view.order.fault_kind) + " · " +
         page.say(state_words(view.order.state));
}

std::string neighbours_say(const Page& page, const api::VillageOrder& view) {
  std::string words;
  if (const auto count = view.words.confirmed; count > 0)
    words += page.say({"。邻里说修好了：", ". Neighbours say it holds: "}) + std::to_string(count);
  if (const auto count = view.words.disputed; count > 0)
    words += page.say({"。邻里说没修好：", ". Neighbours say it does not: "}) + std::to_string(count);
  if (view.recheck_owed) words += page.say({"。将派人到现场复查", ". Somebody will look at it on the spot"});
  return words;
}

/// Two buttons: it holds, it does not.
void ask_neighbours(Page& page, const std::string& number, const std::string& village) {
  page.raw("<form method=\"post\" action=\"/plain/v/").raw(escaped(village)).raw("/words\">");
  page.hidden("number", number).hidden("lang", page.english() ? "en" : "zh");
  page.raw("<button name=\"solved\" value=\"yes\">").raw(escaped(page.say({"确实修好了", "It is repaired"})));
  page.raw("</button> <button name=\"solved\" value=\"no\">");
  page.raw(escaped(page.say({"还没修好", "It is not"}))).raw("</button></form>");
}

}  // namespace

models::Result<http::Response> village_page(models::Transaction& tx, const api::Call& call, bool english,
                                            const std::string& village, int utc_offset_seconds) {
  const auto found = tx.villages().find(village);
  if (!found || !found->in_care) return models::not_found("There is no such village.");
  Page page(english, {found->name + "：正在修的", found->name + ": what is being repaired"},
            "/plain/v/" + village);
  const auto orders = api::village_orders(tx, village, call.now);
  if (orders.empty()) page.el("p", LocalizedText{"现在没有在修的。", "Nothing is being repaired now."});
  page.raw("<ul>");
  for (const auto& view : orders) {
    auto words = what(tx, page, view);
    if (view.promised_at) {
      words += view.late ? page.say({"。已经超过答应的时间 ", ". Past the promised time "})
                         : page.say({"。答应修好的时间：", ". Promised by "});
      words += local_time(*view.promised_at, utc_offset_seconds);
      if (view.paused) words += page.say({"（暂停中）", " (standing still)"});
    }
    page.raw("<li>").raw(escaped(words + neighbours_say(page, view)));
    if (view.may_speak) ask_neighbours(page, view.order.number, village);
    page.raw("</li>");
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
  page.link(page.address("/plain/t/" + token + "/updates"),
            {"短信提醒：开或关", "Messages about it: on or off"});
  if (!view.report.place.village_code.empty())
    page.link(page.address("/plain/v/" + view.report.place.village_code),
              {"看村里还有什么在修", "What else is being repaired in the village"});
  return page.answer(200);
}

models::Result<http::Response> updates_page(models::Transaction& tx, const api::Call& call, bool english,
                                            const std::string& token, bool wrong) {
  auto report = tx.reports().find_by_token(token);
  if (!report) return models::not_found("No report has this number: check the link.");
  const auto view = api::public_view(tx, std::move(*report), call.now);
  const bool known = !view.report.reporter.phone.empty();
  const bool on = known && view.report.reporter.wants_updates;
  Page page(english, {"短信提醒", "Messages about your report"}, "/plain/t/" + token + "/updates");
  if (wrong)
    page.el(
        "p class=warn role=alert",
        LocalizedText{"没有改成：请填一个能收短信的号码；已留过号码的不能换成别的号码。",
                      "Not changed: give a number that takes messages; a number that is known already cannot "
                      "be replaced by another."});
  page.el("p",
          on ? LocalizedText{"有进展时会通知留下的号码。", "The number that was left is told how it goes on."}
             : LocalizedText{"现在不会发通知。", "No messages are sent now."});
  page.raw("<form method=\"post\" action=\"/plain/t/").raw(escaped(token)).raw("/updates\">");
  page.hidden("lang", english ? "en" : "zh").hidden("wanted", on ? "no" : "yes");
  if (!known) {
    page.raw("<label for=\"phone\">").raw(escaped(page.say({"手机号", "Mobile number"}))).raw("</label>");
    page.raw(
        "<input id=\"phone\" name=\"phone\" type=\"tel\" autocomplete=\"tel\" maxlength=\"30\" required>");
  }
  page.raw("<button>");
  page.raw(escaped(on ? page.say({"不再通知", "Stop the messages"}) : page.say({"请通知我", "Tell me"})));
  page.raw("</button></form>");
  page.link(page.address("/plain/t/" + token), {"回到进展", "Back to the progress"});
  return page.answer(wrong ? 422 : 200);
}

}  // namespace plain
