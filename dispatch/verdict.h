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

/// How often a reporter is called, and when again.
///
/// Shape   tries, put_off: at most; beyond them the reporter is left alone, and is nobody's satisfied one
struct CallBackRules {
  models::Duration wait = std::chrono::hours{24};     ///< for an answer to the message that it is done
  models::Duration between = std::chrono::hours{2};   ///< from a try in vain to the next
  models::Duration longest = std::chrono::hours{72};  ///< that a call is put off
  int tries = 3;
  int put_off = 3;
};

/// A call-back by the desk: what the reporter said, or nothing when nobody answered. Never by a handler of
/// the order.
///
/// Errors  unauthenticated, forbidden, not_found; conflict and invalid as for judge; conflict when it was
///         tried often enough
models::Result<models::Report> record_callback(models::Transaction& tx, const models::Actor& actor,
                                               models::ReportId id, const std::optional<Verdict>& verdict,
                                               models::Time now, const CallBackRules& rules = {});

/// A call-back that was answered, and the reporter asked to be called later.
///
/// Errors  as record_callback; invalid for a time that is past or too far away
models::Result<models::Report> put_off_callback(models::Transaction& tx, const models::Actor& actor,
                                                models::ReportId id, models::Time later, models::Time now,
                                                const CallBackRules& rules = {});

/// The order that carries the work of a report now: the last one that temporary fixes left behind; nothing
/// without an order.
std::optional<models::WorkOrder> order_of_work(models::Transaction& tx, const models::Report& report);

/// Forgets the tries that belong to an earlier repair: each repair is asked about anew.
void forget_old_tries(models::Report& report, const models::WorkOrder& order);

/// Whether an actor may see what the reporter said of an order: handlers only once it is closed.
bool may_see_verdict(const models::Actor& actor, const models::WorkOrder& order);

}  // namespace dispatch
