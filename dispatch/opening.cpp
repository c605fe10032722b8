#include "dispatch/opening.h"

#include <algorithm>
#include <utility>

#include "dispatch/change.h"
#include "dispatch/sla_clock.h"
#include "dispatch/sla_policy.h"
#include "dispatch/warranty.h"
#include "models/names.h"
#include "models/target_order.h"

namespace dispatch {
namespace {

using models::EventKind;
using models::SlaTarget;
using models::WorkOrder;

models::Severity severity_of(const models::SlaPolicy& policy, bool danger) {
  return danger ? models::Severity::danger : policy.severity;
}

void freeze(WorkOrder& order, const ChosenPolicy& chosen) {
  order.policy = chosen.policy.code;
  order.policy_version = chosen.policy.version;
  order.policy_reasons = chosen.reasons;
}

void insert(models::Transaction& tx, WorkOrder& order, models::Time now) {
  order.opened_at = now;
  order.changed_at = now;
  order.number = tx.work_orders().next_number(now, town_utc_offset_seconds);
  order.priority = priority_of(order);
  order.id = tx.work_orders().insert(order);
}

Details opening_details(const WorkOrder& order) {
  Details details{{"number", order.number},
                  {"policy", order.policy},
                  {"policy_version", std::to_string(order.policy_version)},
                  {"severity", std::string(models::name(order.severity))}};
  if (order.parent) details.emplace_back("parent", order.parent.text());
  return details;
}

void settle_report(models::Transaction& tx, const models::Actor& actor, models::Report& report,
                   const WorkOrder& order, models::ReportState state, models::Time now) {
  report.state = state;
  report.work_order = order.id;
  report.triaged_at = now;
  report.triaged_by = actor.account;
  tx.reports().update(report);
  ++report.version;
}

/// A stricter promise from a later report: it runs from that report's receipt, and of two promises for the
/// same step the earlier one is kept.
void tighten(models::Transaction& tx, WorkOrder& order, const ChosenPolicy& chosen,
             const models::Report& report, models::Time now) {
  for (auto& fresh : start_clocks(tx.catalog(), chosen.policy, report.received_at)) {
    auto* clock = order.clock(fresh.target);
    if (!clock) {
      const bool kept = (fresh.target == SlaTarget::arrive && order.arrived_at) ||
                        (fresh.target == SlaTarget::accept && order.accepted_at) ||
                        (fresh.target == SlaTarget::make_safe && order.made_safe_at);
      if (kept)
        fresh.stopped_at = std::max(now, fresh.started_at);  // done before it was promised

      else if (order.paused() && fresh.due_at > now)
        fresh.paused_at = std::max(now, fresh.started_at);
      order.clocks.push_back(std::move(fresh));
    } else if (!clock->stopped_at && fresh.due_at < clock->due_at) {
      replace_promise(tx.catalog(), *clock, fresh);
    }
  }
  std::sort(order.clocks.begin(), order.clocks.end(),
            [](const auto& one, const auto& other) { return models::met_before(one.target, other.target); });
  freeze(order, chosen);
}

/// Looks whether a joining report tells of a worse case than the order knew of.
models::Result<void> raise(models::Transaction& tx, WorkOrder& order, const models::Report& report,
                           models::Time now) {
  const auto kind = tx.catalog().find_kind(order.fault_kind);
  const bool danger = report.danger && order.severity != models::Severity::danger;
  const bool frail = report.frail_person && !order.frail_person;
  order.frail_person = order.frail_person || report.frail_person;
  if (order.resolved_at || !kind) return {};  // its clocks have stopped; the closer decides what it means
  auto facts = facts_of(tx, report);
  facts.frail_person = order.frail_person;
  const auto chosen = choose_policy(tx.catalog(), *kind, facts);
  if (!chosen) return chosen.error();
  const auto& reasons = chosen->reasons;
  const bool repeated = std::find(reasons.begin(), reasons.end(), "repeated") != reasons.end();
  if (!danger && !frail && !repeated) return {};
  const auto severity = severity_of(chosen->policy, report.danger);
  if (severity > order.severity) return {};
  order.severity = severity;
  if (chosen->policy.code != order.policy) tighten(tx, order, *chosen, report, now);
  return {};
}

}  // namespace

void keep_external_limit(models::Transaction& tx, WorkOrder& order, const models::Report& report) {
  auto* clock = order.clock(SlaTarget::resolve);
  if (!report.external_due_at || !clock || *report.external_due_at >= clock->due_at) return;
  cap_clock(tx.catalog(), *clock, *report.external_due_at);
  auto& reasons = order.policy_reasons;
  if (std::find(reasons.begin(), reasons.end(), "hotline_limit") == reasons.end())
    reasons.emplace_back("hotline_limit");
}

models::Result<WorkOrder> open_order(models::Transaction& tx, const models::Actor& actor,
                                     models::Report& report, const models::FaultKind& kind,
                                     models::Time now) {
  const auto chosen = choose_policy(tx.catalog(), kind, facts_of(tx, report));
  if (!chosen) return chosen.error();
  WorkOrder order;
  order.facility_class = kind.facility_class;
  order.fault_kind = kind.code;
  order.severity = severity_of(chosen->policy, report.danger);
  order.skill = kind.skill;
  order.facility = report.facility;
  order.place = report.place;
  order.description = report.description;
  order.frail_person = report.frail_person;
  order.received_at = report.received_at;
  order.simulated = report.simulated;
  freeze(order, *chosen);
  if (const auto facility = tx.facilities().find(report.facility)) {
    order.circuit = facility->circuit;
    if (order.place.village_code.empty()) order.place.village_code = facility->village_code;
    if (order.place.address.empty()) order.place.address = facility->address;
    if (!order.place.position) order.place.position = facility->position;
  }
  order.clocks = start_clocks(tx.catalog(), chosen->policy, report.received_at);
  keep_external_limit(tx, order, report);
  // Who rang the hotline has spoken with somebody already.
  if (report.channel == models::Channel::hotline) stop_clock(order, SlaTarget::contact, report.received_at);
  insert(tx, order, now);

  settle_report(tx, actor, report, order, models::ReportState::accepted, now);
  tell(tx, actor, now, EventKind::report_accepted, report);
  tell(tx, actor, now, EventKind::work_order_opened, order, opening_details(order));
  inform(tx, actor, now, EventKind::report_accepted, report);
  tell_maker(tx, models::Actor::program(), now, order);
  return order;
}

models::Result<WorkOrder> join_order(models::Transaction& tx, const models::Actor& actor,
                                     models::Report& report, WorkOrder order, models::Time now) {
  Change change(tx, actor, now, order);
  if (report.received_at < order.received_at) {
    order.received_at = report.received_at;
    for (auto& clock : order.clocks)
      if (report.received_at < clock.started_at) move_start(tx.catalog(), clock, report.received_at);
  }
  const auto policy_before = order.policy;
  if (const auto raised = raise(tx, order, report, now); !raised) return raised.error();
  keep_external_limit(tx, order, report);
  ++order.report_count;
  change.keep();

  settle_report(tx, actor, report, order, models::ReportState::merged, now);
  Details details;
  if (order.policy != policy_before) details.emplace_back("policy", order.policy);
  tell(tx, actor, now, EventKind::report_merged, report, std::move(details));
  inform(tx, actor, now, EventKind::report_merged, report);
  return order;
}

models::Result<WorkOrder> open_child(models::Transaction& tx, const models::Actor& actor,
                                     const WorkOrder& parent, models::Time now) {
  const auto kind = tx.catalog().find_kind(parent.fault_kind);
  if (!kind) return models::conflict("the fault kind " + parent.fault_kind + " is no longer in the catalog");
  // The temporary fix took the danger away; what is left is the kind's own promise.
  const PolicyFacts facts{false, parent.frail_person, reports_on(tx, parent.facility, now), now};
  const auto chosen = choose_policy(tx.catalog(), *kind, facts);
  if (!chosen) return chosen.error();
  WorkOrder child;
  child.parent = parent.id;
  child.facility_class = parent.facility_class;
  child.fault_kind = parent.fault_kind;
  child.severity = severity_of(chosen->policy, false);
  child.skill = parent.skill;
  child.facility = parent.facility;
  child.circuit = parent.circuit;
  child.place = parent.place;
  child.description = parent.description;
  child.frail_person = parent.frail_person;
  child.report_count = parent.report_count;
  child.received_at = now;
  child.simulated = parent.simulated;
  freeze(child, *chosen);
  child.clocks = start_clocks(tx.catalog(), chosen->policy, now);
  stop_clock(child, SlaTarget::contact, now);  // the crew stands with the reporter

  const auto crew = tx.crews().find(parent.crew);
  insert(tx, child, now);
  tell(tx, actor, now, EventKind::work_order_opened, child, opening_details(child));
  tell_maker(tx, models::Actor::program(), now, child);
  if (crew && crew->active) {
    child.state = models::WorkOrderState::assigned;
    child.crew = crew->id;
    child.assigned_at = now;
    child.assignment = models::AssignmentDecision{
        crew->id, "automatic", "the crew that made the temporary fix", actor.account, now, {}};
    Change change(tx, actor, now, child);
    change.tell(EventKind::work_order_assigned,
                {{"from", "open"}, {"crew", crew->id.text()}, {"rule", "automatic"}});
    change.keep();
  }
  return child;
}

}  // namespace dispatch
