#include "dispatch/unmask.h"

#include "dispatch/change.h"
#include "dispatch/permissions.h"
#include "dispatch/reach.h"
#include "dispatch/text.h"
#include "models/names.h"

namespace dispatch {
namespace {

constexpr std::size_t longest_words = 200;
constexpr models::Duration hour = std::chrono::hours{1};

// Asked before the thing is looked for, so that an answer tells nothing to who may not have one.
models::Result<void> may_look(models::Transaction& tx, const models::Actor& actor, const UnmaskWish& wish,
                              int per_hour, models::Time now) {
  if (auto allowed = require(actor, Permission::personal_read); !allowed) return allowed;
  Fields fields;
  if (wish.reason == models::UnmaskReason::other)
    fields.required_text("words", wish.words, longest_words);
  else
    fields.text("words", wish.words, longest_words);
  if (!fields.good()) return fields.error();
  if (tx.audit().count(models::AuditKind::unmasking, actor.account, now - hour) >= per_hour)
    return models::Error{models::ErrorCode::unavailable,
                         "This account has looked at " + std::to_string(per_hour) +
                             " people within an hour: wait, or ask a supervisor."};
  return {};
}

void put_on_record(models::Transaction& tx, const UnmaskWish& wish, std::string_view kind,
                   const std::string& id, models::AuditEntry& entry) {
  entry.kind = models::AuditKind::unmasking;
  entry.object_kind = kind;
  entry.object_id = id;
  entry.reason = std::string(models::name(wish.reason));
  if (!wish.words.empty()) entry.reason += ": " + wish.words;
  entry.always = true;
  tx.audit().describe(entry);
}

Contact contact_of(const models::Report& report) {
  return {report.id, report.reporter.name, report.reporter.phone, report.place.address};
}

}  // namespace

models::Result<Unmasked> unmask(models::Transaction& tx, const models::Actor& actor, models::ReportId id,
                                const UnmaskWish& wish, int per_hour, models::AuditEntry& entry,
                                models::Time now) {
  if (auto allowed = may_look(tx, actor, wish, per_hour, now); !allowed) return allowed.error();
  const auto report = tx.reports().find(id);
  // A crew reads no reports: it has the contacts of its orders.
  if (!report || is_crew(actor.role) || !may_see(actor, *report))
    return models::not_found("There is no such report.");
  put_on_record(tx, wish, "report", id.text(), entry);
  return Unmasked{"", report->place.address, report->description, {contact_of(*report)}};
}

models::Result<Unmasked> unmask(models::Transaction& tx, const models::Actor& actor, models::WorkOrderId id,
                                const UnmaskWish& wish, int per_hour, models::AuditEntry& entry,
                                models::Time now) {
  if (auto allowed = may_look(tx, actor, wish, per_hour, now); !allowed) return allowed.error();
  const auto order = tx.work_orders().find(id);
  if (!order || !may_see(actor, *order)) return models::not_found("There is no such work order.");
  const bool in_hand =
      order->state == models::WorkOrderState::accepted || order->state == models::WorkOrderState::under_way;
  if (is_crew(actor.role) && !in_hand)
    return models::conflict("A crew sees whom to call from acceptance until the order is resolved.",
                            allowed_names(*order));
  Unmasked clear{"", order->place.address, order->description, {}};
  for (const auto& report : reports_behind(tx, *order)) clear.contacts.push_back(contact_of(report));
  put_on_record(tx, wish, "work_order", id.text(), entry);
  return clear;
}

models::Result<Unmasked> unmask(models::Transaction& tx, const models::Actor& actor, models::FacilityId id,
                                const UnmaskWish& wish, int per_hour, models::AuditEntry& entry,
                                models::Time now) {
  if (auto allowed = may_look(tx, actor, wish, per_hour, now); !allowed) return allowed.error();
  const auto facility = tx.facilities().find(id);
  // A crew has the contacts of its orders, not the town's register of households.
  if (!facility || is_crew(actor.role) ||
      !covers_place(reach_of(actor), facility->village_code, facility->facility_class))
    return models::not_found("There is no such facility.");
  put_on_record(tx, wish, "facility", id.text(), entry);
  return Unmasked{
      facility->name, facility->address, "", {{{}, facility->household, facility->phone, facility->address}}};
}

}  // namespace dispatch
