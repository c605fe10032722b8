#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dispatch/lifecycle.h"
#include "dispatch/permissions.h"
#include "models/error.h"
#include "models/event.h"
#include "models/store.h"

namespace dispatch {

/// The town's own time, for the numbers of orders.
inline constexpr int town_utc_offset_seconds = 8 * 3600;

using Details = std::vector<std::pair<std::string, std::string>>;

/// Finds the order of a step and asks whether this actor may do this to it now.
///
/// Errors  as every verb of lifecycle.h, in this order: unauthenticated, forbidden, not_found, stale,
/// conflict
models::Result<models::WorkOrder> find_for(models::Transaction& tx, const Step& step,
                                           models::WorkOrderAction action, Permission permission);

/// The refusal of a step whose actor had seen another version of the order; nothing otherwise.
std::optional<models::Error> refuse_stale(const Step& step, const models::WorkOrder& order);

/// What a fact says of itself when it was heard of late; nothing otherwise.
Details lateness(const Step& step);

models::Error not_allowed(const models::WorkOrder& order, models::WorkOrderAction action);
std::vector<std::string> allowed_names(const models::WorkOrder& order);

/// A fact that somebody brought about; whom and what it concerns is the caller's to add.
models::Event event_of(const models::Actor& actor, models::Time now, models::EventKind kind,
                       Details details = {});

/// Appends one fact about an order.
void tell(models::Transaction& tx, const models::Actor& actor, models::Time now, models::EventKind kind,
          const models::WorkOrder& order, Details details = {});
/// Appends one fact about a report.
void tell(models::Transaction& tx, const models::Actor& actor, models::Time now, models::EventKind kind,
          const models::Report& report, Details details = {});

/// Owes one reporter a message, unless they want none.
void inform(models::Transaction& tx, const models::Actor& actor, models::Time now, models::EventKind about,
            const models::Report& report);

/// One change of one order: tells the facts in the order they happened and stores the order once.
///
/// Shape   on making it, warnings and breaches that are due are told; on `keep`, priority, changed_at and
/// version
///         are brought up to date
class Change {
 public:
  Change(models::Transaction& tx, const models::Actor& actor, models::Time now, models::WorkOrder& order);
  /// The same for a step; one that was heard of late says so in each fact it tells.
  Change(models::Transaction& tx, const Step& step, models::WorkOrder& order);
  void tell(models::EventKind kind, Details details = {});
  /// Owes a message to every reporter, also to those of the order that a temporary fix left behind.
  ///
  /// Shape   reason, promised_at: when the promise moved, why and until when
  void inform(models::EventKind about, const std::string& reason = {},
              const std::optional<models::Time>& promised_at = {});
  /// Ends a running pause, and says so; one that had run out before ended then.
  void end_pause();
  /// Stops a clock, ending its own pause first so that the paused time is not counted against the crew.
  void stop(models::SlaTarget target);
  void stop_all();
  void keep();

 private:
  models::Transaction& tx_;
  const models::Actor& actor_;
  models::Time now_;
  models::WorkOrder& order_;
  std::optional<models::Time> heard_at_;
};

/// Brings a finished order back, and stores it: the work goes on from receipt, and the crew that was there is
/// sent again, if it still exists.
void reopen_now(models::Transaction& tx, const models::Actor& actor, models::Time now,
                models::WorkOrder& order, const std::string& reason);

/// The reports behind an order: its own and, for an order left by a temporary fix, those of the orders before
/// it.
std::vector<models::Report> reports_behind(models::Transaction& tx, const models::WorkOrder& order);

/// The newest order that a temporary fix left behind this one and that was not cancelled; nothing when there
/// is none.
std::optional<models::WorkOrder> child_of(models::Transaction& tx, const models::WorkOrder& order);

}  // namespace dispatch
