#include "dispatch/call_backs.h"

#include <algorithm>
#include <tuple>

#include "dispatch/permissions.h"
#include "dispatch/reach.h"
#include "models/delivery.h"

namespace dispatch {
namespace {

constexpr int most_messages = 200;

/// Whether a message told the reporter that the work is done. One that was given up told nobody.
bool was_told(models::Transaction& tx, const models::Report& report, const models::WorkOrder& order) {
  models::DeliveryQuery query;
  query.work_order = order.id;
  query.limit = most_messages;
  const auto page = tx.deliveries().search(query);
  return std::any_of(page.items.begin(), page.items.end(), [&](const models::Delivery& one) {
    return one.report == report.id && one.about == models::EventKind::work_order_resolved &&
           one.created_at >= order.resolved_at && one.state != models::DeliveryState::dead;
  });
}

std::optional<CallBack> call_back_of(models::Transaction& tx, models::Report report, models::Time now,
                                     const CallBackRules& rules) {
  auto order = order_of_work(tx, report);
  // After a temporary repair the work goes on: it is asked when that is done.
  if (!order || order->state != models::WorkOrderState::resolved || !order->resolved_at) return std::nullopt;
  forget_old_tries(report, *order);
  CallBack one;
  one.due_at = *order->resolved_at;
  if (report.call_back_at) {
    one.due_at = *report.call_back_at;
    one.reason = report.callbacks_unanswered > 0 ? CallBackReason::tried : CallBackReason::put_off;
  } else if (was_told(tx, report, *order)) {
    one.due_at += rules.wait;
    one.reason = CallBackReason::no_answer;
  }
  one.due = one.due_at <= now;
  one.report = std::move(report);
  one.order = *std::move(order);
  return one;
}

bool left_alone(const models::Report& report, const CallBackRules& rules) {
  return report.callbacks_unanswered >= rules.tries;
}

}  // namespace

std::string_view name(CallBackReason value) {
  switch (value) {
    case CallBackReason::no_message:
      return "no_message";
    case CallBackReason::no_answer:
      return "no_answer";
    case CallBackReason::tried:
      return "tried";
    case CallBackReason::put_off:
      break;
  }
  return "put_off";
}

models::Result<CallBackList> list_call_backs(models::Transaction& tx, const models::Actor& actor,
                                             models::Time now, const CallBackRules& rules) {
  if (const auto allowed = require(actor, Permission::verdict_record); !allowed) return allowed.error();
  auto ids = tx.reports().to_call_back(reach_of(actor), most_call_backs + 1);
  CallBackList list;
  list.more = static_cast<int>(ids.size()) > most_call_backs;
  if (list.more) ids.resize(most_call_backs);
  for (const auto id : ids) {
    auto report = tx.reports().find(id);
    if (!report) continue;
    auto one = call_back_of(tx, *std::move(report), now, rules);
    if (!one) continue;
    const bool alone = left_alone(one->report, rules);
    ++(alone ? list.given_up : one->due ? list.due : list.later);
    if (!alone) list.items.push_back(*std::move(one));
  }
  std::stable_sort(list.items.begin(), list.items.end(), [](const CallBack& one, const CallBack& other) {
    return std::tuple(!one.due, one.due_at) < std::tuple(!other.due, other.due_at);
  });
  return list;
}

}  // namespace dispatch
