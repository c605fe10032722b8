#include "dispatch/triage.h"

#include <algorithm>
#include <array>
#include <utility>

#include "dispatch/assignment/assign.h"
#include "dispatch/change.h"
#include "dispatch/opening.h"
#include "dispatch/permissions.h"
#include "dispatch/reach.h"
#include "dispatch/text.h"
#include "models/names.h"

namespace dispatch {
namespace {

using models::EventKind;
using models::Report;
using models::Result;
using models::Triage;
using models::TriageDecision;
using models::WorkOrder;

void correct_facility(Fields& fields, models::Transaction& tx, const Triage& triage, Report& report) {
  if (!triage.facility) return;
  const auto facility = tx.facilities().find(triage.facility);
  if (!facility) return fields.add("facility_id", "unknown", "there is no such facility");
  report.facility = facility->id;
  report.facility_class = facility->facility_class;
  if (triage.village_code.empty())
    report.place.village_code = facility->village_code;
  else if (triage.village_code != facility->village_code)
    fields.add("village", "mismatch", "the facility stands in village " + facility->village_code);
}

/// Takes over what the operator knows better than the report.
void correct(Fields& fields, models::Transaction& tx, const Triage& triage, Report& report) {
  if (!triage.village_code.empty()) {
    report.place.village_code = triage.village_code;
    if (!tx.villages().find(triage.village_code))
      fields.add("village", "unknown", "there is no such village");
  }
  correct_facility(fields, tx, triage, report);
  if (!triage.fault_kind.empty()) report.fault_kind = triage.fault_kind;
  if (triage.danger) report.danger = *triage.danger;
  if (triage.frail_person) report.frail_person = *triage.frail_person;
}

std::optional<models::FaultKind> check_kind(Fields& fields, models::Transaction& tx, const Triage& triage,
                                            Report& report) {
  if (report.fault_kind.empty()) {
    if (triage.decision == TriageDecision::open)
      fields.add("fault_kind", "required", "say what kind of fault it is");
    return std::nullopt;
  }
  auto kind = tx.catalog().find_kind(report.fault_kind);
  if (!kind) {
    fields.add("fault_kind", "unknown", "there is no such fault kind");
    return std::nullopt;
  }
  // Whoever corrects the kind corrects the class with it; a facility settles the class for good.
  if (report.facility && kind->facility_class != report.facility_class)
    fields.add("fault_kind", "mismatch", "this fault kind is one of class " + kind->facility_class);
  else
    report.facility_class = kind->facility_class;
  if (!kind->refer_to.empty() && triage.decision != TriageDecision::refer)
    fields.add(
        "fault_kind", "not_allowed",
        kind->code + " is always handed over to " + kind->refer_to + ": refer it, or correct the kind");
  return kind;
}

void check_hand_over(Fields& fields, const Triage& triage) {
  if (!triage.hand_over) return fields.add("hand_over", "required", "say to whom the caller was handed over");
  constexpr std::array<std::string_view, 4> services{"119", "110", "120", "122"};
  const auto& hand_over = *triage.hand_over;
  if (std::find(services.begin(), services.end(), hand_over.service) == services.end())
    fields.add("hand_over.service", hand_over.service.empty() ? "required" : "unknown",
               "service is 119, 110, 120 or 122");
  fields.text("hand_over.reference", hand_over.reference, longest_name);
  fields.text("hand_over.note", hand_over.note, longest_note, Lines::many);
}

void check_decision(Fields& fields, models::Transaction& tx, const models::Actor& actor,
                    const Triage& triage) {
  fields.text("reason", triage.reason, longest_reason, Lines::many);
  if (triage.decision == TriageDecision::reject || triage.decision == TriageDecision::refer)
    fields.required("reason", triage.reason);
  if (triage.decision == TriageDecision::refer) check_hand_over(fields, triage);
  if (triage.decision == TriageDecision::merge) {
    const auto order = tx.work_orders().find(triage.work_order);
    if (!triage.work_order)
      fields.add("work_order_id", "required", "say which work order the report joins");
    else if (!order || !may_see(actor, *order))
      fields.add("work_order_id", "unknown", "there is no such work order");
  }
  if (triage.decision == TriageDecision::open && triage.crew) {
    const auto crew = tx.crews().find(*triage.crew);
    if (!crew)
      fields.add("crew_id", "unknown", "there is no such crew");
    else if (!crew->active)
      fields.add("crew_id", "not_allowed", "this crew is not active");
  }
}

Result<Triaged> open(models::Transaction& tx, const models::Actor& actor, Report report,
                     const models::FaultKind& kind, const Triage& triage, models::Time now) {
  auto order = open_order(tx, actor, report, kind, now);
  if (!order) return order.error();
  if (triage.crew) {
    order = assign(tx, {actor, order->id, std::nullopt, now}, triage.crew, triage.reason);
    if (!order) return order.error();
  } else {
    assign_automatically(tx, *order, now);
  }
  return Triaged{std::move(report), *std::move(order)};
}

Result<Triaged> merge(models::Transaction& tx, const models::Actor& actor, Report report,
                      const Triage& triage, models::Time now) {
  auto order = tx.work_orders().find(triage.work_order);
  if (!next_state(order->state, models::WorkOrderAction::merge))
    return models::conflict("the work order " + order->number + " has ended: open a new one or reopen it",
                            allowed_names(*order));
  auto joined = join_order(tx, actor, report, *std::move(order), now);
  if (!joined) return joined.error();
  return Triaged{std::move(report), *std::move(joined)};
}

/// Rejecting and referring end the report without an order.
Triaged finish(models::Transaction& tx, const models::Actor& actor, Report report, const Triage& triage,
               models::Time now) {
  const bool referred = triage.decision == TriageDecision::refer;
  report.state = referred ? models::ReportState::referred : models::ReportState::rejected;
  report.triaged_at = now;
  report.triaged_by = actor.account;
  if (referred) report.hand_over = triage.hand_over;
  tx.reports().update(report);
  ++report.version;
  const auto kind = referred ? EventKind::report_referred : EventKind::report_rejected;
  Details details{{"reason", report.triage_reason}};
  if (referred) details.emplace_back("service", report.hand_over->service);
  tell(tx, actor, now, kind, report, std::move(details));
  inform(tx, actor, now, kind, report);
  return {std::move(report), std::nullopt};
}

}  // namespace

Result<Triaged> triage_report(models::Transaction& tx, const models::Actor& actor, models::ReportId id,
                              std::optional<int> expected_version, const Triage& given, models::Time now) {
  if (const auto allowed = require(actor, Permission::report_triage); !allowed) return allowed.error();
  auto report = tx.reports().find(id);
  if (!report || !may_see(actor, *report)) return models::not_found("there is no such report");
  if (expected_version && *expected_version != report->version)
    return models::stale("the report was changed meanwhile: read it again (it is at version " +
                         std::to_string(report->version) + ")");
  if (report->state != models::ReportState::received)
    return models::conflict("the report was triaged already: it is " +
                            std::string(models::name(report->state)));

  Triage triage = given;
  triage.reason = trimmed(given.reason);
  Fields fields;
  correct(fields, tx, triage, *report);
  const auto kind = check_kind(fields, tx, triage, *report);
  check_decision(fields, tx, actor, triage);
  check_place(fields, reach_of(actor), report->place.village_code, report->facility_class);
  if (!fields.good()) return fields.error();

  report->triage_reason = triage.reason;
  switch (triage.decision) {
    case TriageDecision::open:
      return open(tx, actor, *std::move(report), *kind, triage, now);
    case TriageDecision::merge:
      return merge(tx, actor, *std::move(report), triage, now);
    default:
      return finish(tx, actor, *std::move(report), triage, now);
  }
}

}  // namespace dispatch
