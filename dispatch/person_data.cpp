#include "dispatch/person_data.h"

#include <algorithm>

#include "dispatch/caller.h"
#include "dispatch/change.h"
#include "dispatch/masking.h"
#include "dispatch/permissions.h"
#include "dispatch/reporter_phones.h"
#include "dispatch/text.h"
#include "models/attachment.h"
#include "models/city_order.h"
#include "models/field_work.h"
#include "models/transfer.h"

namespace dispatch {
namespace {

constexpr int most_reports = 500, most_facilities = 50, most_calls = 500;
constexpr std::string_view struck = "***";

void strike(std::string& text, const std::string& words) {
  if (words.size() < 4) return;  // one character stands in too many other words
  for (auto at = text.find(words); at != std::string::npos; at = text.find(words, at + struck.size()))
    text.replace(at, words.size(), struck);
}

// What people wrote about a person: the name and every telephone number go.
void clean(std::string& text, const models::Reporter& reporter) {
  strike(text, reporter.name);
  strike(text, reporter.phone);
  text = mask_numbers(text);
}

// What the search asked, of one report: kept longer than agreed, or to be erased, and nobody works for it any
// more.
bool is_due(models::Transaction& tx, const models::Report& report, models::Time kept_until) {
  if (report.anonymised_at || report.state == models::ReportState::received) return false;
  auto ended = report.triaged_at;
  if (const auto order = tx.work_orders().find(report.work_order)) {
    if (!order->ended()) return false;
    ended = order->changed_at;
  }
  return report.erasure_asked_at || (report.received_at < kept_until && ended && *ended < kept_until);
}

bool at_home(models::Transaction& tx, models::FacilityId id) {
  if (!id) return true;
  const auto facility = tx.facilities().find(id);
  return !facility || in_a_home(*facility);
}

void clean_order(models::Transaction& tx, models::WorkOrderId id, const models::Reporter& reporter) {
  auto order = tx.work_orders().find(id);
  if (!order) return;
  if (at_home(tx, order->facility)) {
    order->place.address = mask_address(order->place.address);
    order->place.position.reset();
  }
  clean(order->description, reporter);
  clean(order->cancellation_reason, reporter);
  for (auto& pause : order->pauses) clean(pause.note, reporter);
  if (order->closure) clean(order->closure->note, reporter);
  if (order->resolution) {
    clean(order->resolution->cause, reporter);
    clean(order->resolution->action, reporter);
  }
  tx.work_orders().update(*order);
  for (auto& note : tx.notes().of_work_order(id)) {
    const auto before = note.text;
    clean(note.text, reporter);
    if (note.text != before) tx.notes().update(note);
  }
  for (auto& transfer : tx.deliveries().transfers().of_work_order(id)) {
    if (at_home(tx, order->facility)) {
      transfer.address = mask_address(transfer.address);
      transfer.position.reset();
    }
    for (auto* text : {&transfer.description, &transfer.their_words, &transfer.end_words})
      clean(*text, reporter);
    for (auto& [code, value] : transfer.answers) clean(value, reporter);
    tx.deliveries().transfers().update(transfer);
  }
  for (auto& proof : tx.field_work().proofs_of(id)) {
    if (proof.consent_by.empty()) continue;
    proof.consent_by = struck;
    tx.field_work().update(proof);
  }
  // Answers that are kept for repeated requests hold the order as it was.
  tx.idempotency().remove_mentioning(order->number);
}

models::Result<void> may_manage(const models::Actor& actor, const std::string& phone) {
  if (auto allowed = require(actor, Permission::person_manage); !allowed) return allowed;
  Fields fields;
  fields.required("phone", phone);
  fields.phone("phone", phone);
  if (!fields.good()) return fields.error();
  return {};
}

void forget_household(models::Transaction& tx, models::Facility facility) {
  facility.household.clear();
  facility.phone.clear();
  facility.address = mask_address(facility.address);
  facility.name = facility.code;
  facility.duties.owner.clear();
  facility.search_text = facility.code;
  std::transform(facility.search_text.begin(), facility.search_text.end(), facility.search_text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  tx.facilities().update(facility);
}

}  // namespace

models::Result<PersonData> read_person(models::Transaction& tx, const models::Actor& actor,
                                       const std::string& given) {
  const auto phone = trimmed(given);
  if (auto allowed = may_manage(actor, phone); !allowed) return allowed.error();
  PersonData data;
  data.reports = tx.reports().of_phone(phone, most_reports);
  data.facilities = tx.facilities().of_phone(phone, most_facilities);
  for (const auto id : tx.phone_calls().of_number(number_forms(phone), most_calls).calls)
    data.calls.push_back(tx.phone_calls().find(id).value());
  if (data.reports.empty() && data.facilities.empty() && data.calls.empty())
    return models::not_found("Nothing is kept under this telephone number.");
  for (const auto& report : data.reports) {
    const bool known =
        std::ranges::any_of(data.orders, [&](const auto& one) { return one.id == report.work_order; });
    if (!report.work_order || known) continue;
    auto order = tx.work_orders().find(report.work_order);
    if (!order) continue;
    for (auto& note : tx.notes().of_work_order(order->id)) data.notes.push_back(std::move(note));
    data.orders.push_back(*std::move(order));
  }
  return data;
}

models::Result<Erased> erase_person(models::Transaction& tx, const models::Actor& actor,
                                    const std::string& given, const std::string& reason, models::Time now) {
  const auto phone = trimmed(given);
  if (auto allowed = may_manage(actor, phone); !allowed) return allowed.error();
  Fields fields;
  fields.required_text("reason", reason, longest_reason, Lines::many);
  if (!fields.good()) return fields.error();
  auto reports = tx.reports().of_phone(phone, most_reports);
  const auto facilities = tx.facilities().of_phone(phone, most_facilities);
  const auto calls = tx.phone_calls().of_number(number_forms(phone), most_calls).calls;
  if (reports.empty() && facilities.empty() && calls.empty())
    return models::not_found("Nothing is kept under this telephone number.");
  Erased erased;
  for (auto& report : reports) {
    const auto order = tx.work_orders().find(report.work_order);
    const bool waits = report.state == models::ReportState::received || (order && !order->ended());
    if (!waits) {
      anonymise(tx, actor, std::move(report), "erasure", now);
      ++erased.reports;
      continue;
    }
    erased.deferred.push_back({report.id, order ? order->number : ""});
    if (report.erasure_asked_at) continue;
    report.erasure_asked_at = now;
    tx.reports().update(report);
    tell(tx, actor, now, models::EventKind::erasure_deferred, report);
  }
  for (const auto& facility : facilities) forget_household(tx, facility);
  erased.facilities = static_cast<int>(facilities.size());
  for (const auto id : calls) {
    auto call = tx.phone_calls().find(id).value();
    call.caller.clear();
    tx.phone_calls().update(call);
  }
  return erased;
}

void anonymise(models::Transaction& tx, const models::Actor& actor, models::Report report,
               std::string_view cause, models::Time now) {
  const auto reporter = report.reporter;
  // That there was a number stays: the coverage of call-backs counts those who could be called.
  report.reporter = {"", reporter.phone.empty() ? "" : std::string(struck), false};
  if (at_home(tx, report.facility)) {
    report.place.address = mask_address(report.place.address);
    report.place.position.reset();
  }
  for (auto* text :
       {&report.description, &report.triage_reason, &report.verdict_comment, &report.backdating_reason})
    clean(*text, reporter);
  if (report.hand_over)
    for (auto* text : {&report.hand_over->reference, &report.hand_over->note}) clean(*text, reporter);
  // Faces, voices and rooms: whatever is on them, it is of this person.
  tx.attachments().remove_of_report(report.id);
  forget_phones_of(tx, report.id);
  report.anonymised_at = now;
  tx.reports().update(report);
  if (report.work_order) clean_order(tx, report.work_order, reporter);
  if (auto city = tx.city_orders().find(report.id)) {
    clean(city->title, reporter);
    tx.city_orders().update(*city);
  }
  // Answers kept for repeated requests: of this report, and any that hold the person's name or number.
  tx.idempotency().remove_mentioning(report.token);
  if (reporter.name.size() >= 4) tx.idempotency().remove_mentioning(reporter.name);
  tx.idempotency().remove_mentioning(reporter.phone);
  tell(tx, actor, now, models::EventKind::reporter_anonymised, report, {{"cause", std::string(cause)}});
}

std::vector<models::ReportId> due_for_anonymising(models::Transaction& tx, models::Time now,
                                                  models::Duration kept, int limit) {
  std::vector<models::ReportId> ids;
  for (const auto& report : tx.reports().to_anonymise(now - kept, limit)) ids.push_back(report.id);
  return ids;
}

int anonymise_due(models::Transaction& tx, models::Time now, models::Duration kept,
                  std::span<const models::ReportId> reports) {
  int done = 0;
  for (const auto id : reports) {
    auto report = tx.reports().find(id);
    if (!report || !is_due(tx, *report, now - kept)) continue;
    const std::string_view cause = report->erasure_asked_at ? "erasure" : "retention";
    anonymise(tx, models::Actor::program(), std::move(*report), cause, now);
    ++done;
  }
  return done;
}

}  // namespace dispatch
