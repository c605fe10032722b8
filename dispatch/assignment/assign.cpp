#include "dispatch/assignment/assign.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "dispatch/calendar.h"
#include "dispatch/change.h"
#include "dispatch/text.h"
#include "models/names.h"

namespace dispatch {
namespace {

using models::AssignmentDecision;
using models::Crew;
using models::CrewConsidered;
using models::Severity;
using models::WorkOrder;
using models::WorkOrderState;

constexpr int minutes_per_order_in_hand = 30;
constexpr double metres_per_minute = 30'000.0 / 60;
constexpr double detour = 1.3;

/// What the rules ask about an order.
struct Wanted {
  const WorkOrder& order;
  std::optional<models::Position> position;
  models::Time now;
};

bool contains(const std::vector<std::string>& list, const std::string& wanted) {
  return std::find(list.begin(), list.end(), wanted) != list.end();
}

/// The first rule against sending a crew, in the order in which a person would ask; empty when none is.
std::string first_rule_against(const Crew& crew, const Wanted& wanted, int orders_in_hand) {
  const auto& order = wanted.order;
  if (!crew.active) return "inactive";
  if (!order.skill.empty() && !contains(crew.skills, order.skill)) return "skill";
  // Somebody must go also where nobody knows the village yet.
  const auto& village = order.place.village_code;
  if (!crew.villages.empty() && !village.empty() && !contains(crew.villages, village)) return "area";
  const bool called_out = crew.on_call && order.severity <= Severity::urgent;
  if (!called_out && !is_open(crew.shifts, crew.utc_offset_seconds, wanted.now)) return "shift";
  if (orders_in_hand >= crew.capacity && order.severity != Severity::danger) return "capacity";
  return "";
}

CrewConsidered consider(models::Transaction& tx, const Crew& crew, const Wanted& wanted) {
  const auto state = wanted.order.state;
  const bool holds_it = wanted.order.crew == crew.id &&
                        (state == WorkOrderState::assigned || state == WorkOrderState::accepted ||
                         state == WorkOrderState::under_way);
  CrewConsidered considered;
  considered.crew = crew.id;
  considered.orders_in_hand = std::max(0, tx.work_orders().orders_in_hand(crew.id) - (holds_it ? 1 : 0));
  considered.excluded_by = first_rule_against(crew, wanted, considered.orders_in_hand);
  considered.cost = considered.orders_in_hand * minutes_per_order_in_hand;
  if (crew.base && wanted.position) {
    const double metres = models::distance_metres(*crew.base, *wanted.position);
    considered.distance_metres = static_cast<int>(std::lround(metres));
    considered.cost += static_cast<int>(std::lround(metres * detour / metres_per_minute));
  }
  return considered;
}

void put(WorkOrder& order, AssignmentDecision decision, models::Time now) {
  order.state = WorkOrderState::assigned;
  order.crew = decision.crew;
  order.assignment = std::move(decision);
  order.assigned_at = now;
  // The new crew takes it and travels anew; clocks that an earlier arrival stopped stay stopped.
  order.accepted_at.reset();
  order.arrived_at.reset();
}

Details details_of(const WorkOrder& order, WorkOrderState from, models::CrewId from_crew) {
  Details details{{"from", std::string(models::name(from))},
                  {"crew", order.crew.text()},
                  {"rule", order.assignment->rule}};
  if (from_crew && from_crew != order.crew) details.emplace_back("from_crew", from_crew.text());
  if (!order.assignment->reason.empty()) details.emplace_back("reason", order.assignment->reason);
  return details;
}

bool same_reasons(const std::optional<AssignmentDecision>& stored, const AssignmentDecision& fresh) {
  if (!stored || stored->crew != fresh.crew) return false;
  return std::equal(stored->considered.begin(), stored->considered.end(), fresh.considered.begin(),
                    fresh.considered.end(), [](const auto& one, const auto& other) {
                      return one.crew == other.crew && one.excluded_by == other.excluded_by;
                    });
}

/// A person's choice: checked against the same rules, which a reason may overrule.
models::Result<AssignmentDecision> choose_by_hand(models::Transaction& tx, const WorkOrder& order,
                                                  models::CrewId crew, const std::string& reason,
                                                  models::Time now) {
  const auto found = tx.crews().find(crew);
  if (!found) return models::invalid("crew_id", "unknown", "there is no such crew");
  if (!found->active) return models::invalid("crew_id", "not_allowed", "this crew is not active");
  auto decision = choose_crew(tx, order, now);
  const auto considered = std::find_if(decision.considered.begin(), decision.considered.end(),
                                       [&](const auto& one) { return one.crew == crew; });
  if (considered != decision.considered.end() && !considered->excluded_by.empty() && reason.empty())
    return models::invalid("reason", "required",
                           "a rule is against this crew (" + considered->excluded_by +
                               "): give a reason to send it all the same");
  decision.crew = crew;
  decision.rule = "manual";
  decision.reason = reason;
  return decision;
}

}  // namespace

AssignmentDecision choose_crew(models::Transaction& tx, const WorkOrder& order, models::Time now) {
  Wanted wanted{order, order.place.position, now};
  if (!wanted.position && !order.place.village_code.empty())
    if (const auto village = tx.villages().find(order.place.village_code))
      wanted.position = village->position;

  AssignmentDecision decision;
  decision.rule = "automatic";
  decision.at = now;
  for (const auto& crew : tx.crews().list()) decision.considered.push_back(consider(tx, crew, wanted));
  std::sort(decision.considered.begin(), decision.considered.end(), [](const auto& one, const auto& other) {
    const auto rank = [](const CrewConsidered& crew) {
      return std::tuple{!crew.excluded_by.empty(), crew.excluded_by.empty() ? crew.cost : 0, crew.crew};
    };
    return rank(one) < rank(other);
  });
  if (!decision.considered.empty() && decision.considered.front().excluded_by.empty())
    decision.crew = decision.considered.front().crew;
  return decision;
}

models::Result<WorkOrder> assign(models::Transaction& tx, const Step& step,
                                 const std::optional<models::CrewId>& crew, const std::string& raw_reason) {
  auto order = find_for(tx, step, models::WorkOrderAction::assign, Permission::work_order_assign);
  if (!order) return order;
  const auto reason = trimmed(raw_reason);
  Fields fields;
  fields.text("reason", reason, longest_reason);
  if (!fields.good()) return fields.error();

  AssignmentDecision decision;
  if (crew) {
    auto chosen = choose_by_hand(tx, *order, *crew, reason, step.now);
    if (!chosen) return chosen.error();
    decision = *std::move(chosen);
  } else {
    decision = choose_crew(tx, *order, step.now);
    decision.reason = reason;
    if (!decision.crew)
      return models::conflict("no crew fits now: choose one and give a reason", allowed_names(*order));
  }
  decision.by = step.actor.account;
  decision.at = step.now;

  Change change(tx, step.actor, step.now, *order);
  const auto from = order->state;
  const auto from_crew = order->crew;
  put(*order, std::move(decision), step.now);
  change.tell(models::EventKind::work_order_assigned, details_of(*order, from, from_crew));
  change.keep();
  return order;
}

bool assign_automatically(models::Transaction& tx, WorkOrder& order, models::Time now) {
  if (order.state != WorkOrderState::open) return false;
  auto decision = choose_crew(tx, order, now);
  const auto program = models::Actor::program();
  if (decision.crew) {
    Change change(tx, program, now, order);
    put(order, std::move(decision), now);
    change.tell(models::EventKind::work_order_assigned,
                details_of(order, WorkOrderState::open, models::CrewId{}));
    change.keep();
    return true;
  }
  // Why nobody goes is kept with the order, but written only when it changes: the worker asks every minute.
  if (!same_reasons(order.assignment, decision)) {
    order.assignment = std::move(decision);
    Change(tx, program, now, order).keep();
  }
  return false;
}

}  // namespace dispatch
