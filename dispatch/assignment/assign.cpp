#include "dispatch/assignment/assign.h"

#include <algorithm>
#include <utility>

#include "dispatch/assignment/decide.h"
#include "dispatch/assignment/publishing.h"
#include "dispatch/change.h"
#include "dispatch/text.h"
#include "models/names.h"

namespace dispatch {
namespace {

using assignment::Decided;
using models::AssignmentDecision;
using models::WorkOrder;
using models::WorkOrderState;

bool same_reasons(const models::Deferred<AssignmentDecision>& stored, const AssignmentDecision& fresh) {
  if (!stored || stored->crew != fresh.crew || stored->engine_crew != fresh.engine_crew ||
      stored->notes != fresh.notes || stored->postponed_to.has_value() != fresh.postponed_to.has_value())
    return false;
  return std::equal(stored->considered.begin(), stored->considered.end(), fresh.considered.begin(),
                    fresh.considered.end(), [](const auto& one, const auto& other) {
                      return one.crew == other.crew && one.excluded_by == other.excluded_by;
                    });
}

/// Sends the crew of the decision and gives it a place in its day.
WorkOrder send(models::Transaction& tx, const models::Actor& actor, WorkOrder order, Decided decided,
               models::Time now) {
  decided.plan.reason = decided.decision.reason;
  const auto crew = decided.decision.crew;
  const auto done = assignment::put_into_force(tx, actor, std::move(decided.plan), now, &decided.snapshot,
                                               &decided.decision);
  auto stored = tx.work_orders().find(order.id);
  if (stored && done.id && stored->crew == crew && stored->assigned_at == now &&
      stored->state == WorkOrderState::assigned && stored->version != order.version)
    return *std::move(stored);
  // The same crew again, one on site, or one whose shift has no room: the crew is sent without a time.
  order = stored ? *std::move(stored) : std::move(order);
  decided.decision.publication = done.id;
  assignment::give(tx, actor, order, std::move(decided.decision), now);
  return order;
}

/// A person's choice: checked against the same rules, which a reason may overrule.
models::Result<Decided> choose_by_hand(models::Transaction& tx, const WorkOrder& order, models::CrewId crew,
                                       const std::string& reason, models::Time now) {
  const auto found = tx.crews().find(crew);
  if (!found) return models::invalid("crew_id", "unknown", "there is no such crew");
  if (!found->active) return models::invalid("crew_id", "not_allowed", "this crew is not active");
  const auto engine = assignment::decide(tx, order, now, models::PlanTrigger::assigned_by_hand).decision;
  const auto considered = std::find_if(engine.considered.begin(), engine.considered.end(),
                                       [&](const auto& one) { return one.crew == crew; });
  const std::string against = considered != engine.considered.end() ? considered->excluded_by : "";
  if (!against.empty() && reason.empty())
    return models::invalid(
        "reason", "required",
        "a rule is against this crew (" + against + "): give a reason to send it all the same");
  auto chosen = assignment::decide(tx, order, now, models::PlanTrigger::assigned_by_hand, crew);
  chosen.decision.considered = engine.considered;
  chosen.decision.alternatives = engine.alternatives;
  if (engine.chosen && engine.crew != crew)
    chosen.decision.alternatives.insert(chosen.decision.alternatives.begin(), *engine.chosen);
  if (!against.empty() && std::find(chosen.decision.violations.begin(), chosen.decision.violations.end(),
                                    against) == chosen.decision.violations.end())
    chosen.decision.violations.push_back(against);
  chosen.decision.engine_crew = engine.crew;
  chosen.decision.crew = crew;
  chosen.decision.rule = "manual";
  chosen.decision.reason = reason;
  return chosen;
}

/// What a person chose is kept: as a pin that the engine obeys and, when it would have chosen another, as an
/// override that it learns from.
void remember(models::Transaction& tx, const Step& step, const WorkOrder& order) {
  const auto& decision = *order.assignment;
  auto pin = tx.plans().find_pin(order.id).value_or(models::Pin{});
  pin.work_order = order.id;
  pin.crew = order.crew;
  pin.reason = decision.reason;
  pin.by = step.actor.account;
  pin.by_name = step.actor.name;
  pin.at = step.now;
  tx.plans().save(pin);
  if (decision.engine_crew == order.crew) return;
  tx.plans().insert({order.id, order.facility_class, order.place.village_code, decision.engine_crew,
                     order.crew, decision.reason, step.actor.account, step.actor.name, step.now});
}

/// A pin of the crew would only give the engine's own answer back.
void forget_pinned_crew(models::Transaction& tx, models::WorkOrderId order) {
  auto pin = tx.plans().find_pin(order);
  if (!pin || !pin->crew) return;
  pin->crew = {};
  if (pin->start)
    tx.plans().save(*pin);
  else
    tx.plans().remove_pin(order);
}

}  // namespace

AssignmentDecision choose_crew(models::Transaction& tx, const WorkOrder& order, models::Time now) {
  return assignment::decide(tx, order, now, models::PlanTrigger::order_changed).decision;
}

models::Result<WorkOrder> assign(models::Transaction& tx, const Step& step,
                                 const std::optional<models::CrewId>& crew, const std::string& raw_reason) {
  auto order = find_for(tx, step, models::WorkOrderAction::assign, Permission::work_order_assign);
  if (!order) return order;
  const auto reason = trimmed(raw_reason);
  Fields fields;
  fields.text("reason", reason, longest_reason);
  if (!fields.good()) return fields.error();

  if (!crew) forget_pinned_crew(tx, order->id);
  auto decided = crew ? choose_by_hand(tx, *order, *crew, reason, step.now)
                      : models::Result<Decided>(
                            assignment::decide(tx, *order, step.now, models::PlanTrigger::order_changed));
  if (!decided) return decided.error();
  decided->decision.reason = reason;
  if (!decided->decision.crew)
    return models::conflict("no crew fits now: choose one and give a reason", allowed_names(*order));
  decided->decision.by = step.actor.account;
  decided->decision.at = step.now;
  auto sent = send(tx, step.actor, *std::move(order), *std::move(decided), step.now);
  if (crew) remember(tx, step, sent);
  return sent;
}

bool assign_automatically(models::Transaction& tx, WorkOrder& order, models::Time now) {
  if (order.state != WorkOrderState::open) return false;
  auto decided = assignment::decide(tx, order, now, models::PlanTrigger::order_opened);
  const auto program = models::Actor::program();
  const auto mode = planning_mode_of(tx.plans().rules(), order.place.village_code, order.facility_class);
  if (mode != models::PlanningMode::automatic) {
    decided.decision.engine_crew = std::exchange(decided.decision.crew, models::CrewId{});
    decided.decision.notes.push_back("mode_" + std::string(models::name(mode)));
  }
  if (decided.decision.crew) {
    order = send(tx, program, std::move(order), std::move(decided), now);
    return true;
  }
  // Why nobody goes is kept with the order, but written only when it changes: the worker asks every minute.
  if (!same_reasons(order.assignment, decided.decision)) {
    order.assignment = std::move(decided.decision);
    Change(tx, program, now, order).keep();
  }
  return false;
}

}  // namespace dispatch
