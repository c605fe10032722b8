#include <algorithm>
#include <array>
#include <utility>

#include "dispatch/change.h"
#include "dispatch/lifecycle.h"
#include "dispatch/opening.h"
#include "dispatch/sla_clock.h"
#include "dispatch/text.h"
#include "models/names.h"

// How an order ends and how it comes back: resolve, close, reopen, cancel, and the resident's own word.
namespace dispatch {
namespace {

using models::EventKind;
using models::Result;
using models::SlaTarget;
using models::WorkOrder;
using models::WorkOrderAction;
using models::WorkOrderState;

constexpr models::Duration verdict_window = std::chrono::days{30};
constexpr int most_generations = 16;

std::string name_of(WorkOrderState state) { return std::string(models::name(state)); }

/// The work goes on from receipt: the crew that was there is sent again, if it still exists.
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

/// The order that carries the work now: the last one that temporary fixes left behind.
WorkOrder newest_of(models::Transaction& tx, WorkOrder order) {
  for (int i = 0; i < most_generations; ++i) {
    auto child = child_of(tx, order);
    if (!child) break;
    order = *std::move(child);
  }
  return order;
}

/// Errors  conflict when the resident cannot judge yet, or no longer
Result<void> check_judgeable(const WorkOrder& first, const WorkOrder& newest, bool solved, models::Time now) {
  const bool finished = newest.state == WorkOrderState::resolved || newest.state == WorkOrderState::closed;
  if (!finished && first.id == newest.id)
    return models::conflict(newest.state == WorkOrderState::cancelled
                                ? "the work order was cancelled: make a new report"
                                : "the repair is not finished yet");
  if (finished && !solved && newest.closed_at && now > *newest.closed_at + verdict_window)
    return models::conflict("the work order was closed more than 30 days ago: make a new report");
  return {};
}

}  // namespace

Result<Resolved> resolve(models::Transaction& tx, const Step& step, models::Outcome outcome,
                         const std::string& cause, const std::string& action) {
  auto order = find_for(tx, step, WorkOrderAction::resolve, Permission::work_order_work);
  if (!order) return order.error();
  Fields fields;
  fields.text("cause", cause, longest_account, Lines::many);
  fields.text("action", action, longest_account, Lines::many);
  if (!fields.good()) return fields.error();

  Change change(tx, step.actor, step.now, *order);
  change.end_pause();
  change.stop_all();
  order->state = WorkOrderState::resolved;
  order->resolved_at = step.now;
  order->resolution =
      models::Resolution{outcome, trimmed(cause), trimmed(action), step.actor.account, step.now};
  change.tell(EventKind::work_order_resolved,
              {{"from", "under_way"}, {"outcome", std::string(models::name(outcome))}});
  Resolved resolved;
  if (outcome == models::Outcome::temporary) {
    auto child = open_child(tx, step.actor, *order, step.now);
    if (!child) return child.error();
    resolved.child = *std::move(child);
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

Result<models::Report> judge(models::Transaction& tx, const std::string& token, bool solved,
                             const std::string& raw_comment, models::Time now) {
  auto report = token.empty() ? std::nullopt : tx.reports().find_by_token(token);
  if (!report) return models::not_found("there is no such report");
  const auto comment = trimmed(raw_comment);
  Fields fields;
  fields.text("comment", comment, longest_account, Lines::many);
  if (!fields.good()) return fields.error();
  const auto first = tx.work_orders().find(report->work_order);
  if (!first) return models::conflict("no work order was opened for this report");
  auto newest = newest_of(tx, *first);
  if (const auto can = check_judgeable(*first, newest, solved, now); !can) return can.error();

  report->verdict_solved = solved;
  report->verdict_comment = comment;
  report->verdict_at = now;
  tx.reports().update(*report);
  ++report->version;
  const auto resident = models::Actor::anonymous();
  tell(tx, resident, now, EventKind::report_judged, *report,
       {{"solved", solved ? "true" : "false"}, {"judged_work_order", newest.id.text()}});
  // After a temporary fix the work still owed is open anyway: the word is kept, nothing has to come back.
  if (!solved && next_state(newest.state, WorkOrderAction::reopen))
    reopen_now(tx, resident, now, newest, comment.empty() ? "the reporter says it is not solved" : comment);
  return *std::move(report);
}

}  // namespace dispatch
