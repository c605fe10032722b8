#pragma once
#include <optional>
#include <string>

#include "models/error.h"
#include "models/report.h"
#include "models/store.h"
#include "models/time.h"
#include "models/work_order.h"

namespace dispatch {

/// How long after closing a reporter may still say that it is not solved.
inline constexpr models::Duration verdict_window = std::chrono::days{30};

/// The order that carries the work now: the last one that temporary fixes left behind.
models::WorkOrder newest_of(models::Transaction& tx, models::WorkOrder order);

/// What the reporter says of a finished order.
struct Verdict {
  bool solved = false;
  std::optional<models::Satisfaction> satisfaction;
  std::string comment;
};

/// The resident's own word on a finished order, on their page or by the link of a short message: not solved
/// reopens it (within 30 days of closing), which counts as rework.
///
/// Errors  not_found for an unknown token; conflict when nothing is finished yet; invalid for a channel that
///         is not the resident's own, or a long comment
models::Result<models::Report> judge(models::Transaction& tx, const std::string& token,
                                     const Verdict& verdict, models::VerdictChannel channel,
                                     models::Time now);

/// A call-back by the desk: what the reporter said, or nothing when nobody answered. Never by a handler of
/// the order.
///
/// Errors  unauthenticated, forbidden, not_found; conflict and invalid as for judge
models::Result<models::Report> record_callback(models::Transaction& tx, const models::Actor& actor,
                                               models::ReportId id, const std::optional<Verdict>& verdict,
                                               models::Time now);

/// Whether an actor may see what the reporter said of an order: handlers only once it is closed.
bool may_see_verdict(const models::Actor& actor, const models::WorkOrder& order);

}  // namespace dispatch
