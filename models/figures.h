#pragma once
#include <optional>
#include <string>
#include <vector>

#include "models/actor.h"
#include "models/event.h"
#include "models/ids.h"
#include "models/report.h"
#include "models/time.h"
#include "models/work_order.h"

/// What the town's figures are counted from: for each order the few facts that a formula asks for.
namespace models {

/// A promise as it ended up, all pauses and extensions in it.
struct PromiseFact {
  Time due_at{};
  std::optional<Time> stopped_at;
};

/// The reporters' last word on an order: by themselves, or on the telephone.
struct WordFact {
  bool solved = false;
  Time at{};
  std::optional<Satisfaction> satisfaction{};
};

/// One order as the event log and its own row tell it.
///
/// Shape   paused_seconds: time as it passes, from all pauses, to `now` when one still runs; resent: so often
/// a
///         person sent it to another crew; reporters: who may be called back
struct OrderFacts {
  WorkOrderId id;
  std::string number;
  std::string village_code;
  std::string facility_class;
  std::string fault_kind;
  CrewId crew;
  WorkOrderState state = WorkOrderState::open;
  bool simulated = false;
  Time received_at{};
  Time opened_at{};
  std::optional<Time> assigned_at;  ///< first
  std::optional<Time> resolved_at, closed_at;
  std::optional<PromiseFact> contact, resolve;
  Duration paused{0};
  int reopened = 0;
  int resent = 0;
  int returned = 0;
  int extended = 0;
  int reporters = 0;
  bool reached = false;  ///< a reporter was spoken with after the repair, or answered by themselves
  std::optional<WordFact> word;
  std::optional<Outcome> outcome;
  std::string outcome_words;  ///< what the crew did
  std::string closed_by;      ///< who confirmed the outcome
  std::string cancelled_by;
  std::string cancellation_reason;
};

/// Which orders are asked for: those opened, closed, judged, or with a contact or resolve limit that ends, in
/// from ≤ t < to.
struct FiguresQuery {
  Time from{};
  Time to{};
  Time now{};
  Reach reach{};
};

/// The kinds of events that OrderFacts are made of.
bool is_for_figures(EventKind kind);

/// Takes in what one event of the order tells: who was sent, who closed or cancelled, what the reporter said.
///
/// Shape   events in the order of the log; those of other kinds change nothing
void add_event(OrderFacts& order, const Event& event);

/// A report that became no order of its own, with the reason and who decided.
struct LeftOutReport {
  ReportId id;
  ReportState state = ReportState::rejected;  ///< rejected, referred or merged
  std::string village_code;
  std::string facility_class;
  std::string fault_kind;
  std::string reason;
  std::string decided_by;
  Time at{};
  WorkOrderId work_order;  ///< merged: into this one
  bool simulated = false;
};

class FigureStore {
 public:
  virtual ~FigureStore() = default;
  /// By id.
  virtual std::vector<OrderFacts> orders(const FiguresQuery& query) = 0;
  /// Triaged in from ≤ t < to, oldest first.
  virtual std::vector<LeftOutReport> left_out(const FiguresQuery& query) = 0;
};

}  // namespace models
