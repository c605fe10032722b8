#include <map>

#include "models/names.h"
#include "models/store.h"
#include "server/api/views.h"
#include "server/api/village_view.h"
#include "server/plain/endpoint.h"

namespace plain {

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

namespace {

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

}  // namespace plain
