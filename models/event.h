#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/ids.h"
#include "models/time.h"

namespace models {

/// A fact that happened, past tense. Written in the same transaction as the change it tells of.
enum class EventKind {
  report_received,
  report_accepted,
  report_merged,
  report_rejected,
  report_referred,
  report_judged,
  reporter_informed,
  work_order_opened,
  work_order_assigned,
  work_order_accepted,
  reporter_contacted,
  work_order_arrived,
  work_order_made_safe,
  work_order_paused,
  work_order_resumed,
  work_order_resolved,
  work_order_closed,
  work_order_reopened,
  work_order_cancelled,
  note_added,
  photo_added,
  sla_warned,
  sla_breached,
  plan_published,
  plan_proposed,
  plan_discarded,
  plan_undone,
  work_order_pinned,
  work_order_unpinned,
  planning_mode_set,
  planning_mode_removed,
  crew_unavailable,
  crew_available,
  clocks_recounted,
  calendar_changed,
  policy_changed,
  cold_wave_declared,
  cold_wave_ended,
  request_asked,
  request_approved,
  request_refused,
  request_withdrawn,
  request_lapsed,
  sla_extended,
  pause_ran_out,
  work_order_shelved,
  shelf_review_due,
  alert_raised,
  alert_acknowledged,
  escalation_stopped,
  recheck_drawn,
  recheck_done,
  callback_unanswered,
  erasure_deferred,
  reporter_anonymised,
  call_received,
  call_taken,
  outage_declared,
  outage_ended,
  proof_added,
  work_order_unanswered,
  crew_signed_on,
  crew_signed_off,
  work_order_handed_over,
  spare_lent,
  spare_returned,
  work_order_withdrawn,  ///< from a crew that had it: it goes to another
  maker_told,            ///< the maker of a machine under warranty
  callback_put_off,      ///< the reporter asked to be called later
};

/// Shape   details: keys in snake_case, values as text, e.g. {"from","assigned"},{"crew","3"}
struct Event {
  EventId id;
  EventKind kind = EventKind::report_received;
  Time at{};
  AccountId by;
  std::string by_name;
  std::string by_role;
  ReportId report;
  WorkOrderId work_order;
  std::string state;         ///< of the order (or report) after it
  std::string village_code;  ///< for who may hear it
  CrewId crew;               ///< for who may hear it
  std::vector<std::pair<std::string, std::string>> details;
  std::string facility_class{};  ///< of its order or report as read, for who may hear it; not stored
};

/// A message owed to one reporter. The resident's page shows it; further channels send it.
///
/// Shape   reason, promised_at: when the promise moved, why (RequestReason::code) and until when
struct Notification {
  NotificationId id;
  ReportId report;
  WorkOrderId work_order;
  EventKind about = EventKind::report_received;
  Time at{};
  std::string reason{};
  std::optional<Time> promised_at{};
};

}  // namespace models
