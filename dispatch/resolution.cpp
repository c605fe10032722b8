#include <algorithm>
#include <array>
#include <utility>

#include "dispatch/change.h"
#include "dispatch/closure.h"
#include "dispatch/lifecycle.h"
#include "dispatch/opening.h"
#include "dispatch/sla_clock.h"
#include "dispatch/text.h"
#include "models/field_work.h"
#include "models/names.h"

// How an order ends and how it comes back: resolve, close, reopen, cancel.
namespace dispatch {
namespace {

using models::EventKind;
using models::Result;
using models::SlaTarget;
using models::WorkOrder;
using models::WorkOrderAction;
using models::WorkOrderState;

std::string name_of(WorkOrderState state) { return std::string(models::name(state)); }

}  // namespace

void reopen_now(models::Transaction& tx, const models::Actor& actor, models::Time now, WorkOrder& order,
                const std::string& reason) {
  Change change(tx, actor, now, order);
  const auto from = order.state;
  const auto crew = tx.crews().find(order.crew);
  const bool crew_goes = crew && crew->active;
  order.state = crew_goes ? WorkOrderState::assigned : WorkOrderState::open;
  if (!crew_goes) order.crew = models::CrewId{};
  order.assigned_at = crew_goes ? std::optional{now} : std::nullopt;
  order.accepted_at.reset();
  order.arrived_at.reset();
  order.resolved_at.reset();
  order.closed_at.reset();
  order.resolution.reset();
  order.closure.reset();
  ++order.reopened;
  restart_clock(tx.catalog(), order, SlaTarget::resolve);
  // Resolving had stopped this one too, on the word that all was done.
  if (!order.made_safe_at) restart_clock(tx.catalog(), order, SlaTarget::make_safe);
  change.tell(EventKind::work_order_reopened, {{"from", name_of(from)}, {"reason", reason}});
  change.inform(EventKind::work_order_reopened);
  change.keep();
}

Result<Resolved> resolve(models::Transaction& tx, const Step& step, models::Outcome outcome,
                         const std::string& cause, const std::string& action) {
  auto order = find_for(tx, step, WorkOrderAction::resolve, Permission::work_order_work);
  if (!order) return order.error();
  Fields fields;
  fields.text("cause", cause, longest_account, Lines::many);
  fields.text("action", action, longest_account, Lines::many);
  if (!fields.good()) return fields.error();

  Change change(tx, step, *order);
  change.end_pause();
  change.stop_all();
  order->state = WorkOrderState::resolved;
  order->resolved_at = step.now;
  order->resolution =
      models::Resolution{outcome, trimmed(cause), trimmed(action), step.actor.account, step.now};
  change.tell(EventKind::work_order_resolved,
              {{"from", "under_way"}, {"outcome", std::string(models::name(outcome))}});
  draw_recheck(tx, step.actor, *order, step.now);
  Resolved resolved;
  if (outcome == models::Outcome::temporary) {
    auto child = open_child(tx, step.actor, *order, step.now);
    if (!child) return child.error();
    resolved.child = *std::move(child);
    // What was lent comes back with the repair that is owed.
    for (auto& loan : tx.field_work().loans_of(order->id)) {
      if (loan.returned_at) continue;
      loan.work_order = resolved.child->id;
      tx.field_work().update(loan);
    }
  }
  change.inform(EventKind::work_order_resolved);
  change.keep();
  resolved.work_order = *std::move(order);
  return resolved;
}

Result<WorkOrder> close(models::Transaction& tx, const Step& step, bool confirmed, const std::string& method,
                        const std::string& note) {
  auto order = find_for(tx, step, WorkOrderAction::close, Permission::work_order_close);
  if (!order) return order;
  if (order->resolution && order->resolution->by == step.actor.account)
    return models::forbidden("whoever resolved a work order may not close it: another person has to check");
  Fields fields;
  constexpr std::array<std::string_view, 5> methods{"callback", "visit", "photo", "resident", "none"};
  if (std::find(methods.begin(), methods.end(), method) == methods.end())
    fields.add("method", method.empty() ? "required" : "unknown",
               "method is callback, visit, photo, resident or none");
  if (confirmed && method == "none")
    fields.add("confirmed", "mismatch", "a repair cannot be confirmed without a method");
  fields.text("note", note, longest_note, Lines::many);
  if (!fields.good()) return fields.error();
  if (const auto good = check_closing(tx, *order, confirmed, method, step.now); !good) return good.error();

  Change change(tx, step.actor, step.now, *order);
  order->state = WorkOrderState::closed;
  order->closed_at = step.now;
  order->closure = models::Closure{confirmed, method, trimmed(note), step.actor.account, step.now};
  change.tell(EventKind::work_order_closed,
              {{"from", "resolved"}, {"confirmed", confirmed ? "true" : "false"}, {"method", method}});
  change.inform(EventKind::work_order_closed);
  change.keep();
  return order;
}

Result<WorkOrder> reopen(models::Transaction& tx, const Step& step, const std::string& raw_reason) {
  auto order = find_for(tx, step, WorkOrderAction::reopen, Permission::work_order_reopen);
  if (!order) return order;
  const auto reason = trimmed(raw_reason);
  Fields fields;
  fields.required_text("reason", reason, longest_reason, Lines::many);
  if (!fields.good()) return fields.error();
  // Two orders for the same work would send two crews.
  if (const auto child = child_of(tx, *order))
    return models::conflict("the work went on in the work order " + child->number + ": reopen that one");
  reopen_now(tx, step.actor, step.now, *order, reason);
  return order;
}

Result<WorkOrder> cancel(models::Transaction& tx, const Step& step, const std::string& raw_reason) {
  auto order = find_for(tx, step, WorkOrderAction::cancel, Permission::work_order_cancel);
  if (!order) return order;
  const auto reason = trimmed(raw_reason);
  Fields fields;
  fields.required_text("reason", reason, longest_reason, Lines::many);
  if (!fields.good()) return fields.error();

  Change change(tx, step.actor, step.now, *order);
  change.end_pause();
  change.stop_all();
  const auto from = order->state;
  order->state = WorkOrderState::cancelled;
  order->cancellation_reason = reason;
  change.tell(EventKind::work_order_cancelled, {{"from", name_of(from)}, {"reason", reason}});
  change.inform(EventKind::work_order_cancelled);
  change.keep();
  return order;
}

}  // namespace dispatch
