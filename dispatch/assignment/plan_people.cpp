#include <algorithm>

#include "dispatch/assignment/absence.h"
#include "dispatch/assignment/decide.h"
#include "dispatch/assignment/plan_events.h"
#include "dispatch/assignment/planning.h"
#include "dispatch/assignment/publishing.h"
#include "dispatch/permissions.h"
#include "dispatch/text.h"
#include "models/names.h"

// What people settle: pins, planning modes, absences.
namespace dispatch {
namespace {

using models::EventKind;
using models::PlanningMode;
using models::Result;
using models::WorkOrder;
using models::WorkOrderState;

constexpr models::Duration farthest_pin{30 * 24 * 3600};
constexpr models::Duration longest_absence{400LL * 24 * 3600};

Result<WorkOrder> find_to_pin(models::Transaction& tx, const Step& step) {
  if (const auto allowed = require(step.actor, Permission::plan_change); !allowed) return allowed.error();
  auto order = tx.work_orders().find(step.work_order);
  if (!order || !may_see(step.actor, *order)) return models::not_found("there is no such work order");
  if (step.expected_version && *step.expected_version != order->version)
    return models::stale("the work order was changed meanwhile: read it again (it is at version " +
                         std::to_string(order->version) + ")");
  return *std::move(order);
}

bool may_send_away(const models::Actor& actor, models::CrewId crew) {
  return may(actor, Permission::plan_change) ||
         (actor.role == models::Role::crew_lead && actor.crew && actor.crew == crew);
}

/// Where a crew's lead is concerned, their own crew is theirs to report; the program then puts its orders
/// elsewhere, as it would for a dispatcher.
Result<void> require_crew(models::Transaction& tx, const models::Actor& actor, models::CrewId crew) {
  if (!may_send_away(actor, crew)) {
    if (const auto allowed = require(actor, Permission::plan_change); !allowed) return allowed.error();
  }
  if (!tx.crews().find(crew)) return models::not_found("there is no such crew");
  return {};
}

}  // namespace

Result<models::Pin> pin(models::Transaction& tx, const Step& step, const std::optional<models::CrewId>& crew,
                        const std::optional<models::Time>& start, const std::string& raw_reason) {
  const auto order = find_to_pin(tx, step);
  if (!order) return order.error();
  if (order->state >= WorkOrderState::under_way)
    return models::conflict(
        "'pin' is not possible while the work order is " + std::string(models::name(order->state)),
        allowed_names(*order));
  models::Pin pin{order->id,
                  crew.value_or(models::CrewId{}),
                  start,
                  trimmed(raw_reason),
                  step.actor.account,
                  step.actor.name,
                  step.now};
  Fields fields;
  fields.required_text("reason", pin.reason, longest_reason);
  if (!pin.crew && !pin.start) fields.add("crew_id", "required", "say which crew, or when, or both");
  if (pin.crew) {
    const auto found = tx.crews().find(pin.crew);
    if (!found)
      fields.add("crew_id", "unknown", "there is no such crew");
    else if (!found->active)
      fields.add("crew_id", "not_allowed", "this crew is not active");
  }
  if (start && (*start < step.now - farthest_pin || *start > step.now + farthest_pin))
    fields.add("start", "out_of_range", "a start is at most 30 days away");
  if (!fields.good()) return fields.error();
  tx.plans().save(pin);
  Details details{{"reason", pin.reason}};
  if (pin.crew) details.emplace_back("crew", pin.crew.text());
  if (pin.start) details.emplace_back("start", models::to_rfc3339(*pin.start));
  tell(tx, step.actor, step.now, EventKind::work_order_pinned, *order, std::move(details));
  return pin;
}

Result<WorkOrder> unpin(models::Transaction& tx, const Step& step, const std::string& raw_reason) {
  auto order = find_to_pin(tx, step);
  if (!order) return order;
  const auto reason = trimmed(raw_reason);
  Fields fields;
  fields.text("reason", reason, longest_reason);
  if (!fields.good()) return fields.error();
  if (!tx.plans().find_pin(order->id)) return models::conflict("the work order is not pinned");
  tx.plans().remove_pin(order->id);
  Details details;
  if (!reason.empty()) details.emplace_back("reason", reason);
  tell(tx, step.actor, step.now, EventKind::work_order_unpinned, *order, std::move(details));
  return order;
}

Result<models::PlanningRule> set_planning_mode(models::Transaction& tx, const models::Actor& actor,
                                               models::PlanningRule rule, models::Time now) {
  if (const auto allowed = require(actor, Permission::plan_mode); !allowed) return allowed.error();
  rule.reason = trimmed(rule.reason);
  Fields fields;
  fields.text("reason", rule.reason, longest_reason);
  if (!rule.village_code.empty() && !tx.villages().find(rule.village_code))
    fields.add("village", "unknown", "there is no such village");
  if (!rule.facility_class.empty() && !tx.catalog().find_class(rule.facility_class))
    fields.add("class", "unknown", "there is no such class");
  if (!fields.good()) return fields.error();
  rule.by = actor.account;
  rule.by_name = actor.name;
  rule.at = now;
  tx.plans().save(rule);
  Details details{{"mode", std::string(models::name(rule.mode))}};
  if (!rule.facility_class.empty()) details.emplace_back("facility_class", rule.facility_class);
  if (!rule.reason.empty()) details.emplace_back("reason", rule.reason);
  assignment::tell_of_town(tx, actor, now, EventKind::planning_mode_set, {}, rule.village_code,
                           std::move(details));
  return rule;
}

Result<void> remove_planning_mode(models::Transaction& tx, const models::Actor& actor,
                                  const std::string& village_code, const std::string& facility_class,
                                  const std::string& raw_reason, models::Time now) {
  if (const auto allowed = require(actor, Permission::plan_mode); !allowed) return allowed.error();
  const auto reason = trimmed(raw_reason);
  Fields fields;
  fields.text("reason", reason, longest_reason);
  if (!fields.good()) return fields.error();
  const auto rules = visible_rules(actor, tx.plans().rules());
  const auto found = std::find_if(rules.begin(), rules.end(), [&](const models::PlanningRule& rule) {
    return rule.village_code == village_code && rule.facility_class == facility_class;
  });
  if (found == rules.end())
    return models::conflict("nothing was settled for exactly this village and class: see the list of rules");
  tx.plans().remove_rule(village_code, facility_class);
  Details details{{"mode", std::string(models::name(found->mode))}};
  if (!facility_class.empty()) details.emplace_back("facility_class", facility_class);
  if (!reason.empty()) details.emplace_back("reason", reason);
  assignment::tell_of_town(tx, actor, now, EventKind::planning_mode_removed, {}, village_code,
                           std::move(details));
  return {};
}

PlanningMode planning_mode_of(const std::vector<models::PlanningRule>& rules, std::string_view village_code,
                              std::string_view facility_class) {
  auto mode = PlanningMode::automatic;
  int best = -1;
  for (const auto& rule : rules) {
    if (!rule.village_code.empty() && rule.village_code != village_code) continue;
    if (!rule.facility_class.empty() && rule.facility_class != facility_class) continue;
    const int rank = (rule.village_code.empty() ? 0 : 2) + (rule.facility_class.empty() ? 0 : 1);
    if (rank <= best) continue;
    best = rank;
    mode = rule.mode;
  }
  return mode;
}

Result<CrewAway> crew_unavailable(models::Transaction& tx, const models::Actor& actor, models::CrewId crew,
                                  const std::optional<models::Time>& until, const std::string& reason,
                                  models::Time now) {
  if (const auto allowed = require_crew(tx, actor, crew); !allowed) return allowed.error();
  return assignment::send_away(tx, actor, crew, until, reason, now);
}

Result<CrewAway> assignment::send_away(models::Transaction& tx, const models::Actor& actor,
                                       models::CrewId crew, const std::optional<models::Time>& until,
                                       const std::string& raw_reason, models::Time now) {
  CrewAway away;
  away.absence = {crew, now, until, trimmed(raw_reason), actor.account, actor.name};
  Fields fields;
  fields.required_text("reason", away.absence.reason, longest_reason);
  if (until && (*until <= now || *until > now + longest_absence))
    fields.add("until", "out_of_range", "until must be later than now, and within 400 days");
  if (!fields.good()) return fields.error();
  tx.plans().save(away.absence);
  Details details{{"reason", away.absence.reason}};
  if (until) details.emplace_back("until", models::to_rfc3339(*until));
  assignment::tell_of_town(tx, actor, now, EventKind::crew_unavailable, crew, "", std::move(details));

  Effort effort;
  effort.scope = PlanScope::automatic;
  effort.trigger = models::PlanTrigger::crew_unavailable;
  effort.steps = 0;
  const auto program = models::Actor::program();
  auto plan = preview_plan(tx, program, effort, now);
  if (!plan || plan->changes.empty()) return away;
  plan->reason = away.absence.reason;
  if (auto done = publish_now(tx, program, *std::move(plan), now)) away.publication = *std::move(done);
  return away;
}

Result<void> crew_available(models::Transaction& tx, const models::Actor& actor, models::CrewId crew,
                            models::Time now) {
  if (const auto allowed = require_crew(tx, actor, crew); !allowed) return allowed.error();
  const auto absences = tx.plans().absences();
  const auto found = std::find_if(absences.begin(), absences.end(),
                                  [&](const auto& absence) { return absence.crew == crew; });
  if (found == absences.end() || (found->until && *found->until <= now))
    return models::conflict("the crew is not away");
  tx.plans().remove_absence(crew);
  assignment::tell_of_town(tx, actor, now, EventKind::crew_available, crew, "", {});
  return {};
}

}  // namespace dispatch
