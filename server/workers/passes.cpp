#include <stdexcept>

#include "dispatch/assignment/assign.h"
#include "dispatch/escalation.h"
#include "server/workers/workers.h"

// One pass of each worker. A change may run twice (a commit can fail and be tried again), so each run begins
// by setting its outcome anew.
namespace workers {
namespace {

constexpr int clocks_per_change = 200;
constexpr int orders_per_change = 50;
constexpr int most_pages = 40;
constexpr models::Duration idempotency_kept = std::chrono::hours{48};

}  // namespace

Watched watch_clocks(storage::Database& database, models::Time now) {
  Watched all;
  bool anything = false;
  database.read_now([&](models::Transaction& tx) {
    const auto next = tx.work_orders().next_clock();
    anything = next && *next <= now;
  });
  while (anything) {
    dispatch::Watched told;
    database.write_now([&](models::Transaction& tx) {
      told = dispatch::watch_clocks(tx, now, clocks_per_change);
      return told.warned + told.breached > 0;
    });
    all.warned += told.warned;
    all.breached += told.breached;
    anything = told.more;
  }
  return all;
}

int reassign(storage::Database& database, models::Time now) {
  int assigned = 0;
  models::WorkOrderQuery query;
  query.states = {models::WorkOrderState::open};
  query.limit = orders_per_change;
  for (int i = 0; i < most_pages; ++i) {
    models::Page<models::WorkOrder> page;
    database.read_now([&](models::Transaction& tx) { page = tx.work_orders().search(query); });
    if (page.items.empty()) break;
    int sent = 0;
    database.write_now([&](models::Transaction& tx) {
      sent = 0;
      for (const auto& seen : page.items) {
        // Somebody may have sent a crew since the page was read.
        auto order = tx.work_orders().find(seen.id);
        if (order && dispatch::assign_automatically(tx, *order, now)) ++sent;
      }
      return true;
    });
    assigned += sent;
    if (page.next.empty()) break;
    query.cursor = page.next;
  }
  return assigned;
}

Removed keep_house(storage::Database& database, models::Time now) {
  Removed removed;
  database.write_now([&](models::Transaction& tx) {
    removed.sessions = tx.sessions().remove_expired(now);
    removed.idempotency_records = tx.idempotency().remove_before(now - idempotency_kept);
    return removed.sessions + removed.idempotency_records > 0;
  });
  return removed;
}

}  // namespace workers
