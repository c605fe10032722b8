#pragma once
#include "models/store.h"
#include "server/storage/sql/table.h"

namespace sql {

/// Everything a query of work orders (`work_orders w`) asks for but the states and the cursor.
Filter order_filter_without_states(const models::WorkOrderQuery& query);

/// The same with the states, without the cursor.
Filter order_filter(const models::WorkOrderQuery& query);

}  // namespace sql
