#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/ids.h"
#include "models/time.h"

/// Why a crew was sent, or none: stored with the order, shown to whoever asks.
namespace models {

/// One crew looked at when an order was assigned.
///
/// Shape   excluded_by: empty when it could have been sent, else the first rule against it (inactive,
///         unavailable, pinned_elsewhere, skill, skill_level, area, warranty, on_call, parts, capacity,
///         shift); cost: lower is better, minutes
struct CrewConsidered {
  CrewId crew;
  std::string excluded_by;
  int orders_in_hand = 0;
  int distance_metres = 0;
  int cost = 0;
};

/// What one place in the plan costs, by the levels of the objective.
///
/// Units   seconds of travel: "how much driving is this worth"
struct DecisionCost {
  std::int64_t danger = 0;     ///< lateness of danger orders, its own or others'
  std::int64_t late = 0;       ///< lateness of all other orders
  std::int64_t effort = 0;     ///< travel, overtime, waiting, another crew than the preferred one
  std::int64_t stability = 0;  ///< moved crews, shifted announcements
  std::int64_t total() const { return danger + late + effort + stability; }
};

/// An order whose visit begins later because of this one.
struct DecisionDelay {
  WorkOrderId work_order;
  Duration later{0};
  int missed = 0;  ///< promises that it breaks now and would have kept
};

/// One crew that could go, and when.
///
/// Shape   missed: promises of the order that would be broken; late: beyond the worst of them
struct DecisionOption {
  CrewId crew;
  Time arrival{};
  Time finish{};
  DecisionCost cost;  ///< what the whole plan pays more
  int missed = 0;
  Duration late{0};
  std::vector<DecisionDelay> delays;
};

/// One thing that, if a person granted it, would let a crew go (or be in time).
///
/// Shape   rule: what is granted to the crew, in the words of `excluded_by`; `shift`: so much overtime;
/// empty:
///         the promises themselves move by `amount`
struct DecisionRelaxation {
  std::string rule;
  CrewId crew;
  Duration amount{0};
  Time arrival{};
  bool in_time = false;
};

/// An order whose visit gave way. to_crew 0: left for later.
struct DecisionMove {
  WorkOrderId work_order;
  CrewId from_crew;
  std::optional<Time> from_arrival;
  CrewId to_crew;
  std::optional<Time> to_arrival;
};

/// Why this crew.
///
/// Shape   rule: automatic (decided when the order opened or was looked at again), planned (by a publication
///         of the whole plan) or manual. Decisions from before the planning engine have only the first seven
///         members. considered: every crew. violations: rules that a person's choice or pin breaks, in the
///         words of `excluded_by`, and pin_late. notes: machine words for what was doubtful in the input
///         (position_unknown, position_out_of_range, position_far_away, skill_unknown, left_out,
///         pin_crew_gone)
struct AssignmentDecision {
  CrewId crew;         ///< 0: no crew fits, or waiting is better
  std::string rule;    ///< automatic, planned or manual
  std::string reason;  ///< of a person's choice
  AccountId by;
  Time at{};
  std::vector<CrewConsidered> considered;

  PublicationId publication{};  ///< that published it: what it is replayed from
  std::uint64_t seed = 0;
  std::string engine_version{};
  std::optional<DecisionOption> chosen{};
  std::vector<DecisionOption> alternatives{};  ///< cheapest first, at most 5
  std::vector<DecisionRelaxation> relaxations{};
  std::vector<DecisionMove> moved{};
  std::vector<std::string> violations{};
  std::vector<std::string> notes{};
  std::optional<Time> postponed_to{};  ///< no crew now, because then it costs less
  CrewId engine_crew{};                ///< of a person's choice: whom the engine would have sent
  CrewId preferred_crew{};             ///< learnt from people's choices, see Preference
};

}  // namespace models
