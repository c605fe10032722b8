#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/ids.h"
#include "models/time.h"

/// The plan of the day: who goes where in which order, how it came to be, and what people decided about it.
namespace models {

/// How far the engine decides.
enum class PlanningMode {
  automatic,  ///< it assigns and publishes
  propose,    ///< it proposes, a person publishes
  manual,     ///< it leaves the orders alone
};

/// The mode of a village and class.
///
/// Shape   village_code or facility_class empty: all. Of several that fit, the one that names both wins, then
///         the one that names the village, then the class; without any the mode is automatic
struct PlanningRule {
  std::string village_code;
  std::string facility_class;
  PlanningMode mode = PlanningMode::automatic;
  std::string reason;
  AccountId by;
  std::string by_name;
  Time at{};
};

/// What a person has settled about an order: the engine obeys, and says so when a rule is broken by it.
///
/// Shape   at least one of crew and start
struct Pin {
  WorkOrderId work_order;
  CrewId crew;                ///< 0: free
  std::optional<Time> start;  ///< not before this; nothing: free
  std::string reason;
  AccountId by;
  std::string by_name;
  Time at{};
};

/// A crew that cannot go: ill, broken down, on leave.
struct CrewAbsence {
  CrewId crew;
  Time from{};
  std::optional<Time> until;  ///< nothing: until it is said to be back
  std::string reason;
  AccountId by;
  std::string by_name;
};

/// An order in a crew's day.
///
/// Shape   position counts from 0 within the crew; an order is in at most one crew's day
struct PlannedVisit {
  WorkOrderId work_order;
  CrewId crew;
  int position = 0;
  Time arrival{};
  Time finish{};
  std::optional<Time> announced;  ///< the arrival that people were told
  PublicationId publication;      ///< that put it here last
};

/// What a plan costs, each in its own unit.
struct PlanMeasures {
  int danger_missed = 0;  ///< promises of danger orders
  std::int64_t danger_late_seconds = 0;
  int other_missed = 0;
  std::int64_t other_late_seconds = 0;
  std::int64_t overtime_seconds = 0;
  std::int64_t travel_seconds = 0;
  std::int64_t waiting_seconds = 0;
  int moved = 0;  ///< orders with another crew than was published
  std::int64_t shifted_seconds = 0;
  int without_crew = 0;   ///< orders that this plan leaves for later
  std::int64_t cost = 0;  ///< the scalar of the objective, seconds of travel
};

/// What brought a plan about.
enum class PlanTrigger {
  order_opened,
  order_changed,
  order_ended,
  visit_longer,
  crew_unavailable,
  crew_available,
  pinned,
  improved,
  previewed,
  assigned_by_hand,
  published_by_hand,
  undo,
};

/// What a publication does to one order.
///
/// Shape   crew 0: none. order_version: of the order when the plan was made; when it differs on publishing,
/// an
///         order that has a crew stays with it. left_out: why it was not done (changed, ended, under_way,
///         paused, pinned, crew_gone), else empty
struct PlanChange {
  WorkOrderId work_order;
  int order_version = 0;
  CrewId from_crew;
  std::optional<Time> from_start;
  int from_position = -1;
  CrewId to_crew;
  std::optional<Time> to_start;
  std::optional<Time> to_finish;
  int to_position = -1;
  std::string left_out;
};

enum class PublicationState { proposed, published, discarded };

/// One plan made known, or proposed: what changed, why, by whom, and what it was made from.
///
/// Shape   sequences: the day of each crew that it touches, in order, as it was and as it is to be (both as
/// of
///         this publication). snapshot: the engine's input, opaque text of dispatch/assignment/record.h: with
///         seed, steps and engine_version it gives the same plan again; empty in lists
struct CrewSequence {
  CrewId crew;
  std::vector<WorkOrderId> before;
  std::vector<WorkOrderId> after;
};
struct Publication {
  PublicationId id;
  PublicationState state = PublicationState::published;
  PlanTrigger trigger = PlanTrigger::improved;
  WorkOrderId cause;   ///< the order that brought it about, if one did
  std::string reason;  ///< of a person
  Time made_at{};      ///< when the plan was made: its input is of then
  Time at{};           ///< published, proposed or discarded
  AccountId by;        ///< 0: the program
  std::string by_name;
  std::uint64_t seed = 1;
  std::int64_t steps = 0;
  std::string engine_version;
  PlanMeasures before;
  PlanMeasures after;
  std::vector<PlanChange> changes;
  std::vector<CrewSequence> sequences;
  bool undone = false;
  PublicationId undo_of;
  std::string snapshot;
};

/// Shape   newest first; state nothing: every; cursor and limit page through; limit ≤ 200
struct PublicationQuery {
  std::optional<PublicationState> state;
  WorkOrderId work_order;  ///< that it changes
  std::string cursor;
  int limit = 50;
};

/// A person sent another crew than the engine would have.
///
/// Shape   engine_crew 0: the engine would have sent nobody
struct Override {
  WorkOrderId work_order;
  std::string facility_class;
  std::string village_code;
  CrewId engine_crew;
  CrewId crew;
  std::string reason;
  AccountId by;
  std::string by_name;
  Time at{};
};

/// What people's choices teach: at least 3 of one class and village to the same crew within 90 days.
struct Preference {
  std::string facility_class;
  std::string village_code;
  CrewId crew;
  int overrides = 0;
  Time last{};
};

}  // namespace models
