#pragma once
#include <optional>

#include <map>
#include <string>

#include "models/work_order.h"
#include "server/storage/sql/table.h"

namespace sql {

/// What the store makes of an order's clocks, so that lists and boards need not read them.
struct ClockSummary {
  models::Time due{};  ///< of the earliest clock not stopped, else of the resolve clock, else never
  std::optional<models::Time> soon_at;  ///< from then on some unmet clock is past its warning
  std::optional<models::Time> late_at;  ///< from then on some unmet clock is past due
};

ClockSummary summarize(const models::WorkOrder& order);

const Table& work_order_table();
Values work_order_values(const models::WorkOrder& order);

/// Reads the row without its clocks and pauses; pause_count says how many there are.
models::WorkOrder read_work_order(Statement& row, int& pause_count);

std::vector<models::SlaClock> read_clocks(Connection& connection, models::WorkOrderId order);
std::vector<models::Pause> read_pauses(Connection& connection, models::WorkOrderId order);

/// Many at once, with all that belongs to them; ids: a list in JSON.
std::map<models::WorkOrderId, models::WorkOrder> read_work_orders(Connection& connection,
                                                                  const std::string& ids);

/// Writes what differs from what is stored.
void save_clocks(Connection& connection, models::WorkOrderId order,
                 const std::vector<models::SlaClock>& clocks);
void save_pauses(Connection& connection, models::WorkOrderId order, const std::vector<models::Pause>& pauses);

}  // namespace sql
