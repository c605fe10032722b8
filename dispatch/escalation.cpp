#include "dispatch/escalation.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "dispatch/change.h"
#include "dispatch/sla_clock.h"
#include "models/names.h"

namespace dispatch {
namespace {

struct Warning {
  int percent;
  models::Time at;
  std::optional<models::Time>* told_at;
};

/// The chief warning among the others, the smallest share first.
std::vector<Warning> warnings_of(models::SlaClock& clock) {
  std::vector<Warning> warnings{{clock.warn_percent, clock.warn_at, &clock.warned_at}};
  for (auto& mark : clock.marks) warnings.push_back({mark.percent, mark.at, &mark.told_at});
  std::sort(warnings.begin(), warnings.end(),
            [](const auto& one, const auto& other) { return one.percent < other.percent; });
  return warnings;
}

}  // namespace

Watched tell_due(models::Transaction& tx, models::WorkOrder& order, models::Time now) {
  Watched watched;
  const auto program = models::Actor::program();
  for (auto& clock : order.clocks) {
    if (clock.stopped_at || clock.paused_at || clock.breached_at) continue;
    const Details details{{"target", std::string(models::name(clock.target))},
                          {"due_at", models::to_rfc3339(clock.due_at)},
                          {"policy", order.policy}};
    for (const auto& warning : warnings_of(clock)) {
      if (*warning.told_at || now < std::min(warning.at, clock.due_at)) continue;
      *warning.told_at = now;
      auto share = details;
      share.emplace_back("percent", std::to_string(warning.percent));
      tell(tx, program, now, models::EventKind::sla_warned, order, std::move(share));
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
