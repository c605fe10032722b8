#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dispatch/lifecycle.h"
#include "models/error.h"
#include "models/plan.h"
#include "models/store.h"

/// What people and the program may do with the plan of the day. The engine decides; people settle how far,
/// and everything they settle is obeyed and recorded.
namespace dispatch {

namespace assignment {
/// Of the rules by which a plan is made: another version may decide otherwise on the same input.
inline constexpr std::string_view engine_version = "lamplighter-plan-2";
struct Snapshot;
}  // namespace assignment

/// Which orders a new plan may move; the others stay where they are.
enum class PlanScope {
  automatic,   ///< those in mode automatic: what the program may publish
  not_manual,  ///< those in modes automatic and propose: what it may propose
  everything,  ///< a person asks
};

/// How hard the engine tries, and what made it.
///
/// Shape   stop: asked now and then, true ends it early (then `steps` of the publication says how far it
/// came)
struct Effort {
  std::uint64_t seed = 1;
  std::int64_t steps = 400;
  std::function<bool()> stop = {};
  PlanScope scope = PlanScope::everything;
  models::PlanTrigger trigger = models::PlanTrigger::previewed;
  models::WorkOrderId cause = {};
};

// Errors of all verbs: unauthenticated or forbidden; not_found; stale; conflict; invalid with the wrong
// fields.

/// The plan that the engine would make now, beside the one in force. Reads only; id 0, state proposed.
///
/// Errors  conflict when the input has faults, with what is wrong in words
models::Result<models::Publication> preview_plan(models::Transaction& tx, const models::Actor& actor,
                                                 const Effort& effort, models::Time now);

/// The two halves of a preview, for who searches long: the town is read once, and the search holds no
/// transaction open.
///
/// Errors  conflict when the input has faults, with what is wrong in words
models::Result<assignment::Snapshot> town_to_plan(models::Transaction& tx, const models::Actor& actor,
                                                  PlanScope scope, models::Time now);
models::Publication plan_from(const assignment::Snapshot& town, const models::Actor& actor,
                              const Effort& effort, models::Time now);

/// Keeps a plan that was previewed as a proposal; an older open proposal is discarded.
models::Result<models::Publication> propose(models::Transaction& tx, const models::Actor& actor,
                                            models::Publication plan, models::Time now);

/// Puts a proposal into force. Every order is looked at again: what changed, ended or is on site meanwhile is
/// left out, and its change says so.
///
/// Errors  conflict when it is no open proposal any more, or nothing of it can be done
models::Result<models::Publication> publish(models::Transaction& tx, const models::Actor& actor,
                                            models::PublicationId id, const std::string& reason,
                                            models::Time now);

/// The same at once for a plan that was just made: what the planner's worker does, and a person's "yes" to a
/// preview.
models::Result<models::Publication> publish_now(models::Transaction& tx, const models::Actor& actor,
                                                models::Publication plan, models::Time now);

/// Errors  conflict when it is no open proposal any more; invalid without a reason of a person
models::Result<models::Publication> discard(models::Transaction& tx, const models::Actor& actor,
                                            models::PublicationId id, const std::string& reason,
                                            models::Time now);

/// Brings back the crews and the order of visits from before a publication.
///
/// Shape   a publication of its own, with undo_of; what could not be brought back has left_out
///         (changed: another crew was sent meanwhile; under_way, ended, crew_gone)
/// Errors  conflict when it was undone already, is only a proposal, or nothing can be brought back; invalid
///         without a reason
models::Result<models::Publication> undo(models::Transaction& tx, const models::Actor& actor,
                                         models::PublicationId id, const std::string& reason,
                                         models::Time now);

/// Errors  invalid without a reason, without crew and start, for an unknown or inactive crew, for a start
/// more
///         than 30 days away; conflict when the order is under way, resolved or ended
models::Result<models::Pin> pin(models::Transaction& tx, const Step& step,
                                const std::optional<models::CrewId>& crew,
                                const std::optional<models::Time>& start, const std::string& reason);
/// Errors  conflict when it has no pin
models::Result<models::WorkOrder> unpin(models::Transaction& tx, const Step& step, const std::string& reason);

/// Errors  invalid for an unknown village or class
models::Result<models::PlanningRule> set_planning_mode(models::Transaction& tx, const models::Actor& actor,
                                                       models::PlanningRule rule, models::Time now);
/// Takes a rule back: from then on the wider rule that fits decides, without any it is automatic. The names
/// are empty as in PlanningRule.
///
/// Errors  conflict when nothing was settled for exactly these; invalid for a reason that is too long
models::Result<void> remove_planning_mode(models::Transaction& tx, const models::Actor& actor,
                                          const std::string& village_code, const std::string& facility_class,
                                          const std::string& reason, models::Time now);
models::PlanningMode planning_mode_of(const std::vector<models::PlanningRule>& rules,
                                      std::string_view village_code, std::string_view facility_class);

/// Ill, broken down, on leave: the engine sends it nowhere until then. Its orders stay with it until a plan
/// is published; in mode `automatic` they go elsewhere at once.
///
/// Shape   the publication that put its orders elsewhere, if one did
/// Errors  invalid without a reason, for an until that is past; forbidden for another crew's lead
struct CrewAway {
  models::CrewAbsence absence;
  std::optional<models::Publication> publication;
};
models::Result<CrewAway> crew_unavailable(models::Transaction& tx, const models::Actor& actor,
                                          models::CrewId crew, const std::optional<models::Time>& until,
                                          const std::string& reason, models::Time now);
/// Errors  conflict when it was not away
models::Result<void> crew_available(models::Transaction& tx, const models::Actor& actor, models::CrewId crew,
                                    models::Time now);

/// One order on the plan board.
///
/// Shape   visit: nothing when it has none (waiting, or its crew has not been planned yet); due: of the
///         earliest running clock, nothing while paused
struct BoardOrder {
  models::WorkOrder order;  ///< as WorkOrderStore::in_planning gives it
  std::optional<models::PlannedVisit> visit;
  std::optional<models::Pin> pin;
  models::PlanningMode mode = models::PlanningMode::automatic;
  std::optional<models::Time> due;
  bool late = false;  ///< by plan, some promise is broken
};
/// Where a crew with nothing to do is sent to wait, and why.
///
/// Shape   told: the crew is told too; false: only who plans (mode propose)
/// Units   expected: danger and urgent orders within two hours that it would be the nearest to; here, there:
/// until
///         somebody is at one of them, on average, when it stays and when it waits there
struct CrewWaiting {
  std::string village_code;
  std::string village_name;
  models::Position position;
  bool told = true;
  double expected = 0;
  models::Duration here{0}, there{0};
  models::LocalizedText reason;
};

/// Shape   on_site: the order that is under way, if any; visits: by position; waiting: only of a crew that is
/// on
///         shift with nothing to do
struct BoardCrew {
  models::Crew crew;
  bool on_shift = false;
  std::optional<models::Time> shift_begins, shift_ends;  ///< of the current or the next shift within 24 hours
  std::optional<models::CrewAbsence> absence;
  std::vector<BoardOrder> on_site;
  std::vector<BoardOrder> visits;
  std::optional<CrewWaiting> waiting{};
};
struct PlanBoard {
  models::Time at{};
  std::vector<BoardCrew> crews;     ///< by id; a crew member sees their own only
  std::vector<BoardOrder> waiting;  ///< orders without a crew, the most urgent first
  std::vector<models::PlanningRule> rules;
  std::optional<models::Publication> proposal;  ///< the open one
  std::optional<models::Publication> last;      ///< the last one published
};
models::Result<PlanBoard> plan_board(models::Transaction& tx, const models::Actor& actor, models::Time now);

/// Takes out of a publication what lies outside the actor's reach; what is then left without a change is
/// hidden.
void leave_visible(models::Transaction& tx, const models::Actor& actor, models::Publication& publication);
bool is_hidden(const models::Actor& actor, const models::Publication& publication);
/// The planning rules that are about villages and classes within it.
std::vector<models::PlanningRule> visible_rules(const models::Actor& actor,
                                                std::vector<models::PlanningRule> rules);

models::Result<models::Page<models::Publication>> list_publications(models::Transaction& tx,
                                                                    const models::Actor& actor,
                                                                    const models::PublicationQuery& query);
/// With its snapshot.
models::Result<models::Publication> read_publication(models::Transaction& tx, const models::Actor& actor,
                                                     models::PublicationId id);

/// One line of the report of people's choices.
struct OverrideCount {
  std::string key;
  int count = 0;
};
struct OverrideReport {
  std::vector<models::Override> overrides;  ///< oldest first
  std::vector<OverrideCount> by_reason, by_class, by_village;
  std::vector<OverrideCount> by_crews;  ///< key: engine's crew id > person's crew id
  std::vector<models::Preference> preferences;
};
/// Errors  invalid when `to` is not after `from` or over 370 days lie between them
models::Result<OverrideReport> report_overrides(models::Transaction& tx, const models::Actor& actor,
                                                models::Time from, models::Time to, models::Time now);

/// What the choices of the last 90 days teach, the same that the snapshot uses.
std::vector<models::Preference> preferences(models::Transaction& tx, models::Time now);

}  // namespace dispatch
