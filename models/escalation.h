#pragma once
#include <optional>
#include <string>
#include <vector>

#include "models/actor.h"
#include "models/catalog.h"
#include "models/ids.h"
#include "models/place.h"
#include "models/time.h"

/// Who is told, one after the other, when an order is not signed for, warned of or late.
namespace models {

enum class AlertTrigger {
  unsigned_,  ///< assigned, but the crew has not accepted
  warning,
  breach,
  review,  ///< a shelved order is to be looked at again; told without a chain
};

/// Who is told. Each is one step further up.
enum class AlertReader { crew_lead, dispatcher, supervisor, town_leader };

struct EscalationStep {
  Duration after{0};  ///< since the trigger
  AlertReader who = AlertReader::crew_lead;
};

/// When nobody is to be woken.
///
/// Units   minutes since local midnight; from > to: over midnight
struct QuietHours {
  int from_minute = 22 * 60;
  int to_minute = 7 * 60;
};

/// Whom to tell after how long. The most special chain is taken: one that names the village goes before one
/// that names the class, and that before one that names the severity.
///
/// Shape   empty village_code, facility_class, severity: any; then: the chain that follows after the last
///         step, its times counted from there on; quiet hours never hold back danger
struct EscalationChain {
  std::string code;
  LocalizedText name;
  AlertTrigger trigger = AlertTrigger::unsigned_;
  std::optional<Severity> severity;
  std::string facility_class;
  std::string village_code;
  std::vector<EscalationStep> steps;
  std::optional<QuietHours> quiet;
  std::string then;
};

/// One chain at work on one order. Its steps are frozen when it starts.
///
/// Shape   next_at: when the step `done` is due; nothing when there is none left or it was stopped
struct EscalationRun {
  EscalationRunId id;
  WorkOrderId work_order;
  std::string chain;
  AlertTrigger trigger = AlertTrigger::unsigned_;
  std::optional<SlaTarget> target;
  Time started_at{};
  std::vector<EscalationStep> steps;
  std::optional<QuietHours> quiet;  ///< none for danger
  int done = 0;                     ///< steps taken
  std::optional<Time> next_at;
  std::optional<Time> stopped_at;
  std::string stopped_because;  ///< acknowledged, accepted, kept, ended, paused, superseded, reassigned
};

/// One person (by office) told of one thing; they say that they know.
struct Alert {
  AlertId id;
  EscalationRunId run;  ///< none for a review
  WorkOrderId work_order;
  AlertTrigger trigger = AlertTrigger::unsigned_;
  std::optional<SlaTarget> target;
  int step = 0;  ///< of its run, from 0
  AlertReader who = AlertReader::crew_lead;
  CrewId crew;  ///< of the order; whose lead is meant
  std::string village_code;
  Time at{};
  std::optional<Time> acknowledged_at;
  AccountId acknowledged_by;
  std::string acknowledged_by_name;
  std::string note;
};

/// Shape   newest first; cursor and limit page through; limit ≤ 200; readers empty: all; open: not
///         acknowledged
struct AlertQuery {
  std::vector<AlertReader> readers;
  CrewId crew;
  WorkOrderId work_order;
  bool open = false;
  std::string cursor;
  int limit = 50;
  Reach reach{};
};

}  // namespace models
