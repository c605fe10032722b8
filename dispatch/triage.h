#pragma once
#include <optional>

#include "models/error.h"
#include "models/report.h"
#include "models/store.h"

namespace dispatch {

struct Triaged {
  models::Report report;
  std::optional<models::WorkOrder> work_order;  ///< opened or joined
};

/// Decides what becomes of a report: opens an order (and sends a crew at once when one fits), merges it into
/// one, rejects it, or records its hand-over to 119, 110 or 120.
///
/// Errors  not_found; stale when expected_version differs; conflict when it was triaged already or the other
/// order has ended;
///         invalid when a reason, hand-over, kind or order is missing or unknown, or a kind that is always
///         handed over is to be opened
models::Result<Triaged> triage_report(models::Transaction& tx, const models::Actor& actor,
                                      models::ReportId id, std::optional<int> expected_version,
                                      const models::Triage& triage, models::Time now);

}  // namespace dispatch
