#include "dispatch/escalation.h"

#include <set>
#include <string>

#include "dispatch/change.h"
#include "dispatch/sla_clock.h"
#include "models/names.h"

namespace dispatch {

Watched tell_due(models::Transaction& tx, models::WorkOrder& order, models::Time now) {
  Watched watched;
  const auto program = models::Actor::program();
  for (auto& clock : order.clocks) {
    if (clock.stopped_at || clock.paused_at || clock.breached_at) continue;
    const Details details{{"target", std::string(models::name(clock.target))},
                          {"due_at", models::to_rfc3339(clock.due_at)},
                          {"policy", order.policy}};
    if (!clock.warned_at && now >= clock.warn_at) {
      clock.warned_at = now;
      tell(tx, program, now, models::EventKind::sla_warned, order, details);
      ++watched.warned;
    }
    if (now >= clock.due_at) {
      clock.breached_at = now;
      tell(tx, program, now, models::EventKind::sla_breached, order, details);
      ++watched.breached;
    }
  }
  return watched;
}

Watched watch_clocks(models::Transaction& tx, models::Time now, int limit) {
  Watched all;
  std::set<models::WorkOrderId> seen;
  const auto due = tx.work_orders().due_clocks(now, limit);
  for (const auto& clock : due) {
    if (!seen.insert(clock.work_order).second) continue;
    auto order = tx.work_orders().find(clock.work_order);
    if (!order) continue;
    const auto told = tell_due(tx, *order, now);
    if (told.warned + told.breached == 0) continue;
    order->priority = priority_of(*order);
    order->changed_at = now;
    tx.work_orders().update(*order);
    all.warned += told.warned;
    all.breached += told.breached;
  }
  // Only when something was told: a full page that tells nothing must not keep the watcher spinning.
  all.more = limit > 0 && due.size() >= static_cast<std::size_t>(limit) && all.warned + all.breached > 0;
  return all;
}

}  // namespace dispatch
