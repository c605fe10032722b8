#include "models/figures.h"

#include "models/names.h"

namespace models {
namespace {

std::string detail(const Event& event, std::string_view key) {
  for (const auto& [name, value] : event.details)
    if (name == key) return value;
  return "";
}

void add_word(OrderFacts& order, const Event& event) {
  order.reached = true;
  order.word = WordFact{detail(event, "solved") == "true", event.at,
                        parse<Satisfaction>(detail(event, "satisfaction"))};
}

void add_closing(OrderFacts& order, const Event& event) {
  order.closed_by = event.by_name;
  const auto method = detail(event, "method");
  if ((method != "callback" && method != "resident") || detail(event, "confirmed") != "true") return;
  order.reached = true;
  // The telephone's yes; what the reporter said in more words before stands.
  if (!order.word || !order.word->solved) order.word = WordFact{true, event.at};
}

void add_approval(OrderFacts& order, std::string_view kind) {
  if (kind == "extension") ++order.extended;
  if (kind == "return") ++order.returned;
}

}  // namespace

bool is_for_figures(EventKind kind) {
  return kind == EventKind::work_order_assigned || kind == EventKind::work_order_closed ||
         kind == EventKind::work_order_cancelled || kind == EventKind::report_judged ||
         kind == EventKind::request_approved;
}

void add_event(OrderFacts& order, const Event& event) {
  switch (event.kind) {
    case EventKind::work_order_assigned:
      if (!order.assigned_at) order.assigned_at = event.at;
      // The plan may move what nobody has set out for; a person who sends another crew corrects a mistake.
      if (detail(event, "rule") == "manual" && !detail(event, "from_crew").empty()) ++order.resent;
      break;
    case EventKind::work_order_closed:
      add_closing(order, event);
      break;
    case EventKind::work_order_cancelled:
      order.cancelled_by = event.by_name;
      break;
    case EventKind::report_judged:
      add_word(order, event);
      break;
    case EventKind::request_approved:
      add_approval(order, detail(event, "kind"));
      break;
    default:
      break;
  }
}

}  // namespace models
