#include "dispatch/intake.h"

#include <utility>

#include "dispatch/change.h"
#include "dispatch/permissions.h"
#include "dispatch/reach.h"
#include "dispatch/text.h"
#include "models/names.h"

namespace dispatch {
namespace {

using models::NewReport;
using models::Report;

constexpr models::Duration furthest_back = std::chrono::days{7};
constexpr models::Duration free_back = std::chrono::minutes{15};  // writing down what was just said
constexpr std::size_t fewest_words = 2;  // characters of a description that can stand alone

bool is_staff(const models::Actor& actor) {
  return actor.role == models::Role::system || (actor.account && actor.role != models::Role::resident);
}

NewReport trimmed(const NewReport& input) {
  NewReport report = input;
  for (auto* text : {&report.reporter.name, &report.reporter.phone, &report.place.village_code,
                     &report.place.address, &report.facility_code, &report.facility_class, &report.fault_kind,
                     &report.description, &report.external_reference, &report.backdating_reason})
    *text = dispatch::trimmed(*text);
  return report;
}

void check_words(Fields& fields, const NewReport& input) {
  fields.text("reporter.name", input.reporter.name, longest_name);
  fields.phone("reporter.phone", input.reporter.phone);
  fields.text("address", input.place.address, longest_address);
  fields.position("position", input.place.position);
  fields.text("backdating_reason", input.backdating_reason, longest_reason, Lines::many);
  if (input.external_due_at && input.external_reference.empty())
    fields.add("external_due_at", "not_allowed",
               "the limit of another office comes with its external_reference");
  fields.text("description", input.description, longest_description, Lines::many);
  if (!input.external_reference.empty()) fields.code("external_reference", input.external_reference);
  const bool somewhere = input.facility || !input.facility_code.empty() ||
                         !input.place.village_code.empty() || !input.place.address.empty() ||
                         input.place.position;
  if (!somewhere && count_characters(input.description).value_or(fewest_words) < fewest_words)
    fields.add("description", "required",
               "say what is wrong or where: a facility, a village, an address, a position or a few words");
}

void check_facility(Fields& fields, models::Transaction& tx, const NewReport& input, Report& report) {
  std::optional<models::Facility> facility;
  if (!input.facility_code.empty()) {
    facility = tx.facilities().find_by_code(input.facility_code);
    if (!facility) fields.add("facility_code", "unknown", "no facility has this code");
  }
  if (input.facility) {
    auto by_id = tx.facilities().find(input.facility);
    if (!by_id)
      fields.add("facility_id", "unknown", "there is no such facility");
    else if (facility && facility->id != by_id->id)
      fields.add("facility_id", "mismatch", "facility and facility_code name two different facilities");
    else
      facility = std::move(by_id);
  }
  if (!facility) return;
  report.facility = facility->id;
  if (report.facility_class.empty()) report.facility_class = facility->facility_class;
  if (report.facility_class != facility->facility_class)
    fields.add("class", "mismatch", "the facility is a " + facility->facility_class);
  if (report.place.village_code.empty()) report.place.village_code = facility->village_code;
  if (report.place.village_code != facility->village_code)
    fields.add("village", "mismatch", "the facility stands in village " + facility->village_code);
}

void check_catalog(Fields& fields, models::Transaction& tx, Report& report) {
  if (!report.facility_class.empty() && !tx.catalog().find_class(report.facility_class))
    fields.add("class", "unknown", "there is no such facility class");
  if (!report.fault_kind.empty()) {
    const auto kind = tx.catalog().find_kind(report.fault_kind);
    if (!kind)
      fields.add("fault_kind", "unknown", "there is no such fault kind");
    else if (report.facility_class.empty())
      report.facility_class = kind->facility_class;
    else if (kind->facility_class != report.facility_class)
      fields.add("fault_kind", "mismatch", "this fault kind is one of class " + kind->facility_class);
  }
  if (!report.place.village_code.empty() && !tx.villages().find(report.place.village_code))
    fields.add("village", "unknown", "there is no such village");
}

void check_receipt(Fields& fields, const models::Actor& actor, const NewReport& input, models::Time now) {
  if (!is_staff(actor) && input.channel != models::Channel::web && input.channel != models::Channel::api)
    fields.add("channel", "not_allowed", "only staff may record a report of this channel");
  if (!input.received_at) return;
  if (*input.received_at > now)
    fields.add("received_at", "out_of_range", "received_at lies in the future");
  else if (*input.received_at < now && !is_staff(actor))
    fields.add("received_at", "not_allowed", "only staff may date a report back");
  else if (*input.received_at < now - furthest_back)
    fields.add("received_at", "out_of_range", "received_at may be at most 7 days back");
  else if (*input.received_at < now - free_back)
    fields.required("backdating_reason", input.backdating_reason);
}

Report report_of(const NewReport& input, const models::Actor& actor, std::string token, models::Time now) {
  Report report;
  report.token = std::move(token);
  report.channel = input.channel;
  report.reporter = input.reporter;
  report.place = input.place;
  report.facility_class = input.facility_class;
  report.fault_kind = input.fault_kind;
  report.description = input.description;
  report.frail_person = input.frail_person;
  report.danger = input.danger;
  report.external_reference = input.external_reference;
  report.simulated = input.simulated;
  report.received_at = input.received_at.value_or(now);
  report.recorded_at = now;
  if (report.received_at < now) report.backdating_reason = input.backdating_reason;
  report.external_due_at = input.external_due_at;
  report.recorded_by = actor.account;
  return report;
}

void store_report(models::Transaction& tx, const models::Actor& actor, Report& report, Details details,
                  models::Time now) {
  report.id = tx.reports().insert(report);
  if (!report.backdating_reason.empty()) {
    details.emplace_back("received_at", models::to_rfc3339(report.received_at));
    details.emplace_back("backdating_reason", report.backdating_reason);
  }
  tell(tx, actor, now, models::EventKind::report_received, report, std::move(details));
}

std::string channel_of(const Report& report) { return std::string(models::name(report.channel)); }

}  // namespace

models::Result<Report> receive_report(models::Transaction& tx, const models::Actor& actor,
                                      const NewReport& raw, std::string token, models::Time now) {
  if (is_staff(actor))
    if (const auto allowed = require(actor, Permission::report_create); !allowed) return allowed.error();

  const NewReport input = trimmed(raw);
  auto report = report_of(input, actor, std::move(token), now);
  Fields fields;
  check_words(fields, input);
  check_facility(fields, tx, input, report);
  check_catalog(fields, tx, report);
  check_receipt(fields, actor, input, now);
  if (is_staff(actor)) check_place(fields, reach_of(actor), report.place.village_code, report.facility_class);
  if (!fields.good()) return fields.error();
  if (!report.external_reference.empty() &&
      tx.reports().find_by_external_reference(report.external_reference))
    return models::conflict("a report with the external reference " + report.external_reference +
                            " is here already");

  store_report(tx, actor, report, {{"channel", channel_of(report)}}, now);
  return report;
}

models::Result<Report> split_report(models::Transaction& tx, const models::Actor& actor, models::ReportId id,
                                    const NewReport& raw, std::string token, models::Time now) {
  if (const auto allowed = require(actor, Permission::report_triage); !allowed) return allowed.error();
  const auto source = tx.reports().find(id);
  if (!source || !may_see(actor, *source)) return models::not_found("there is no such report");
  NewReport input = trimmed(raw);
  // One call, one person, one moment: only what is wrong is another thing.
  input.channel = source->channel;
  input.reporter = source->reporter;
  input.simulated = source->simulated;
  input.received_at.reset();
  input.external_due_at.reset();
  input.external_reference.clear();
  const bool elsewhere = input.facility || !input.facility_code.empty() || !input.place.village_code.empty();
  if (!elsewhere) input.place = source->place;
  // Who is at home there is at home for the second fault too.
  if (!elsewhere || (input.facility && input.facility == source->facility))
    input.frail_person = input.frail_person || source->frail_person;

  auto report = report_of(input, actor, std::move(token), now);
  Fields fields;
  fields.required("fault_kind", input.fault_kind);
  check_words(fields, input);
  check_facility(fields, tx, input, report);
  check_catalog(fields, tx, report);
  if (!fields.good()) return fields.error();
  report.received_at = source->received_at;
  report.backdating_reason = source->backdating_reason;
  store_report(tx, actor, report, {{"channel", channel_of(report)}, {"split_from", id.text()}}, now);
  return report;
}

}  // namespace dispatch
