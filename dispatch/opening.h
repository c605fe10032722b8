#pragma once
#include <optional>
#include <string>

#include "models/actor.h"
#include "models/catalog.h"
#include "models/error.h"
#include "models/report.h"
#include "models/store.h"
#include "models/work_order.h"

namespace dispatch {

/// Makes an order of a report and its fault kind, with its clocks running from receipt, and stores it.
///
/// Shape   accepts the report too and informs its reporter; no crew is sent yet
/// Errors  invalid when the kind promises a policy that does not exist
models::Result<models::WorkOrder> open_order(models::Transaction& tx, const models::Actor& actor,
                                             models::Report& report, const models::FaultKind& kind,
                                             models::Time now);

/// Joins a report to an order: the earliest receipt counts, and danger or a frail person makes the promise
/// stricter, never laxer.
models::Result<models::WorkOrder> join_order(models::Transaction& tx, const models::Actor& actor,
                                             models::Report& report, models::WorkOrder order,
                                             models::Time now);

/// The limit that another office wrote on its slip counts when it is the earlier one: the order's resolve
/// clock never runs past it. The caller stores the order.
void keep_external_limit(models::Transaction& tx, models::WorkOrder& order, const models::Report& report);

/// Opens the order for the work that a temporary fix still owes, with the same crew.
models::Result<models::WorkOrder> open_child(models::Transaction& tx, const models::Actor& actor,
                                             const models::WorkOrder& parent, models::Time now);

}  // namespace dispatch
