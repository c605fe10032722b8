#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/catalog.h"
#include "models/decision.h"
#include "models/deferred.h"
#include "models/ids.h"
#include "models/place.h"
#include "models/time.h"

namespace models {

/// dispatch/lifecycle.cpp holds the one table of which move is allowed from which state.
enum class WorkOrderState { open, assigned, accepted, under_way, resolved, closed, cancelled };

/// What one can do to a work order; also the words `allowed` in a 409.
enum class WorkOrderAction {
  assign,
  accept,
  contact,  ///< somebody spoke with the reporter
  arrive,
  make_safe,
  pause,
  resume,
  resolve,
  close,
  reopen,
  cancel,
  note,
  photo,
  merge,  ///< a further report joins
};

/// How a repair ended. Only `repaired` counts as solved.
///
/// Source  已修复 / 临时处置 / 无法修复 / 非本职责 / 重复 / 误报 / 设备正常
enum class Outcome {
  repaired,
  temporary,
  not_repairable,
  not_ours,
  duplicate,
  false_report,
  working_normally
};

/// A stretch of time, `to` not included.
struct Interval {
  Time from{};
  Time to{};
  bool operator==(const Interval&) const = default;
};

/// One more warning beside the chief one.
struct WarningMark {
  int percent = 50;
  Time at{};
  std::optional<Time> told_at;
  bool operator==(const WarningMark&) const = default;
};

enum class ClockState { running, paused, outside_calendar, stopped };

/// One promise running on one order.
///
/// Units   UTC; `due_at`, `warn_at` and the marks are already moved by pauses and extensions
/// Shape   one per target the policy has; pauses that ended are intervals by time, a running one is
///         `paused_at`; next_at: when the watcher must look again, empty when there is nothing left to tell
struct SlaClock {
  SlaTarget target = SlaTarget::resolve;
  Duration limit{0};
  std::string calendar;
  Time started_at{};
  Time due_at{};
  Time warn_at{};
  std::optional<Time> stopped_at;
  std::optional<Time> paused_at;
  Duration paused{0};  ///< working time within the pauses, made from them
  std::optional<Time> warned_at;
  std::optional<Time> breached_at;
  int calendar_version = 0;  ///< 0: the newest
  int warn_percent = 80;     ///< of the chief warning
  std::vector<WarningMark> marks = {};
  std::vector<Interval> pauses = {};
  Duration extended{0};  ///< working time granted on top of the limit
  std::optional<Time> no_later_than =
      {};  ///< a limit of another office (12345) that counts when it is earlier
  std::optional<Time> next_at() const {
    if (stopped_at || paused_at || breached_at) return std::nullopt;
    auto next = warned_at ? due_at : std::min(warn_at, due_at);
    for (const auto& mark : marks)
      if (!mark.told_at) next = std::min(next, mark.at);
    return next;
  }
};

/// A stretch in which the clocks stood still.
struct Pause {
  std::string reason;  ///< waiting_part, no_access, weather, power_company, other
  std::string note;
  Time from{};
  std::optional<Time> to;
};

struct Resolution {
  Outcome outcome = Outcome::repaired;
  std::string cause;
  std::string action;
  AccountId by;
  Time at{};
};

struct Closure {
  bool confirmed = true;  ///< the reporter or a check on the spot says so
  std::string method;     ///< callback, visit, photo, resident, none
  std::string note;
  AccountId by;
  Time at{};
};

/// What a crew is asked to do; one facility or circuit, one or more reports.
struct WorkOrder {
  WorkOrderId id;
  std::string number;  ///< for people, e.g. LC20261123-0042
  WorkOrderState state = WorkOrderState::open;
  std::string facility_class;
  std::string fault_kind;
  Severity severity = Severity::normal;
  int priority = 0;  ///< computed, higher is sooner
  std::string skill;
  FacilityId facility;
  std::string circuit;
  Place place;
  std::string description;
  bool frail_person = false;
  CrewId crew;
  Deferred<AssignmentDecision> assignment;
  std::string policy;  ///< frozen on opening
  int policy_version = 0;
  std::vector<SlaClock> clocks;
  std::vector<Pause> pauses;  ///< the last may be open
  WorkOrderId parent;         ///< of the order left open by a temporary fix
  int report_count = 1;
  Time received_at{};  ///< earliest receipt of its reports
  Time opened_at{};
  std::optional<Time> assigned_at, accepted_at, arrived_at, made_safe_at, resolved_at, closed_at;
  std::optional<Resolution> resolution;
  std::optional<Closure> closure;
  std::string cancellation_reason;
  int reopened = 0;
  bool simulated = false;  ///< opened for a simulated report
  int version = 1;
  Time changed_at{};
  /// Why this policy: danger, frail_person, cold_wave, repeated, off_season, hotline_limit, recounted.
  std::vector<std::string> policy_reasons;

  bool paused() const { return !pauses.empty() && !pauses.back().to; }
  bool ended() const { return state == WorkOrderState::closed || state == WorkOrderState::cancelled; }
  const SlaClock* clock(SlaTarget target) const {
    for (const auto& clock : clocks)
      if (clock.target == target) return &clock;
    return nullptr;
  }
  SlaClock* clock(SlaTarget target) { return const_cast<SlaClock*>(std::as_const(*this).clock(target)); }
};

struct Note {
  NoteId id;
  WorkOrderId work_order;
  std::string text;
  AccountId by;
  std::string by_name;
  Time at{};
};

/// A picture tied to a step of an order. The file is made durable before its row commits.
///
/// Shape   picture_hash: 64 bits of what the picture looks like, nothing when it is too plain to tell;
///         label: what the label or pole in it says, read or typed; same_as: the earlier photo it equals or
///         resembles, same_bits: in how many of the 64 bits they differ (0 with the same file, too)
struct Photo {
  PhotoId id;
  WorkOrderId work_order;
  std::string step;  ///< before, after, other
  std::string media_type;
  std::string sha256;
  std::string file;  ///< name under the photos folder, made here
  std::int64_t bytes = 0;
  int width = 0;
  int height = 0;
  AccountId by;
  Time at{};
  std::optional<std::int64_t> picture_hash{};
  std::string label{};
  std::optional<bool> label_matches{};   ///< with the facility's code; nothing when either is not known
  std::optional<Position> position{};    ///< of the phone
  std::optional<int> distance_metres{};  ///< from there to the facility
  PhotoId same_as{};
  WorkOrderId same_as_work_order{};
  int same_bits = 0;
};

}  // namespace models
