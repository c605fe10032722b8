#include "dispatch/field_time.h"

#include <algorithm>

#include "dispatch/change.h"

namespace dispatch {
namespace {

using models::EventKind;
using models::WorkOrder;
using models::WorkOrderAction;

constexpr int events_at_once = 200, most_events = 5000;  // of one order

/// One thing that is done once, and where the order keeps when.
struct Once {
  models::SlaTarget target;
  EventKind told;
  std::optional<models::Time> WorkOrder::*at;
};

std::optional<Once> once_of(WorkOrderAction action) {
  switch (action) {
    case WorkOrderAction::accept:
      return Once{models::SlaTarget::accept, EventKind::work_order_accepted, &WorkOrder::accepted_at};
    case WorkOrderAction::arrive:
      return Once{models::SlaTarget::arrive, EventKind::work_order_arrived, &WorkOrder::arrived_at};
    case WorkOrderAction::make_safe:
      return Once{models::SlaTarget::make_safe, EventKind::work_order_made_safe, &WorkOrder::made_safe_at};
    default:
      return std::nullopt;
  }
}

}  // namespace

Step taken_at(const WorkOrder& order, Step step, models::Time said, WorkOrderAction action) {
  auto earliest = std::max(order.assigned_at.value_or(order.opened_at), step.now - longest_late);
  if (action == WorkOrderAction::resolve && order.arrived_at)
    earliest = std::max(earliest, *order.arrived_at);
  const auto at = std::min(std::max(said, earliest), step.now);
  if (step.now - at < heard_at_once) return step;
  step.heard_at = step.now;
  step.now = at;
  return step;
}

bool had_in_hand(models::Transaction& tx, const models::Actor& actor, models::WorkOrderId order) {
  if (!is_crew(actor.role) || !actor.crew) return false;
  models::EventQuery query;
  query.work_order = order;
  query.limit = events_at_once;
  for (int seen = 0; seen < most_events; seen += events_at_once) {
    const auto events = tx.events().list(query);
    for (const auto& event : events)
      if (event.kind == EventKind::work_order_assigned && event.crew == actor.crew) return true;
    if (events.size() < static_cast<std::size_t>(events_at_once)) return false;
    query.after = events.back().id;
  }
  return false;
}

models::Result<WorkOrder> find_to_record(models::Transaction& tx, const Step& step, WorkOrderAction action,
                                         Permission permission) {
  auto found = find_for(tx, step, action, permission);
  if (found || found.error().code != models::ErrorCode::not_found) return found;
  auto order = tx.work_orders().find(step.work_order);
  if (!order || !had_in_hand(tx, step.actor, step.work_order)) return found;
  if (auto stale = refuse_stale(step, *order)) return *std::move(stale);
  if (!next_state(order->state, action)) return not_allowed(*order, action);
  return *std::move(order);
}

std::optional<WorkOrder> merge_step(models::Transaction& tx, const Step& step, WorkOrderAction action) {
  if (!may(step.actor, Permission::work_order_work) || !is_crew(step.actor.role)) return std::nullopt;
  auto order = tx.work_orders().find(step.work_order);
  if (!order || !may_see(step.actor, *order) || order->state == models::WorkOrderState::cancelled)
    return std::nullopt;
  // Somebody of the crew, or the reason's own end, has let the clocks run again: nothing is left to do.
  if (action == WorkOrderAction::resume && !order->paused() && !order->ended()) return order;
  const auto once = once_of(action);
  if (!once) return std::nullopt;
  auto& recorded = (*order).*(once->at);
  if (!recorded) return std::nullopt;
  Change change(tx, step, *order);
  Details details{{"again", "true"}};
  if (step.now < *recorded) {
    details.emplace_back("recorded_at", models::to_rfc3339(*recorded));
    recorded = step.now;
    if (auto* clock = order->clock(once->target); clock && clock->stopped_at)
      clock->stopped_at = std::min(*clock->stopped_at, std::max(step.now, clock->started_at));
  }
  change.tell(once->told, std::move(details));
  change.keep();
  return order;
}

}  // namespace dispatch
