#include "dispatch/attachments.h"

#include <algorithm>

#include "dispatch/change.h"
#include "dispatch/permissions.h"

namespace dispatch {
namespace {

models::Error no_such() { return models::not_found("There is no such attachment."); }

bool has_ended(models::Transaction& tx, const models::Report& report) {
  if (report.state == models::ReportState::rejected || report.state == models::ReportState::referred)
    return true;
  const auto order = report.work_order ? tx.work_orders().find(report.work_order) : std::nullopt;
  return order && order->ended();
}

}  // namespace

models::Result<models::Report> find_to_attach(models::Transaction& tx, std::string_view token,
                                              std::string_view kind, models::Time now) {
  auto report = tx.reports().find_by_token(token);
  if (!report) return models::not_found("No report has this number: check the link.");
  if (report->anonymised_at || has_ended(tx, *report))
    return models::conflict("This report has ended: make another one, with the picture.");
  if (now - report->received_at > attachable_for)
    return models::conflict(
        "Pictures and a voice note are taken for a day after the report: call the hotline.");
  const auto there = tx.attachments().of_report(report->id);
  const auto same =
      std::count_if(there.begin(), there.end(), [&](const auto& one) { return one.kind == kind; });
  if (static_cast<std::size_t>(same) >= (kind == "voice" ? most_attached_voices : most_attached_photos))
    return models::conflict(kind == "voice"
                                ? "A report has one voice note, and it is here already."
                                : "A report has at most three photos, and they are here already.");
  return std::move(*report);
}

std::optional<models::Attachment> find_sent(models::Transaction& tx, std::string_view token,
                                            std::string_view sent_sha256) {
  const auto report = tx.reports().find_by_token(token);
  if (!report) return std::nullopt;
  for (auto& one : tx.attachments().of_report(report->id))
    if (one.sent_sha256 == sent_sha256) return std::move(one);
  return std::nullopt;
}

models::Result<Attached> attach(models::Transaction& tx, std::string_view token,
                                const models::Attachment& given, models::Time now) {
  if (auto known = find_sent(tx, token, given.sent_sha256)) return Attached{*std::move(known), true};
  const auto report = find_to_attach(tx, token, given.kind, now);
  if (!report) return report.error();
  auto made = given;
  made.report = report->id;
  made.at = now;
  made.id = tx.attachments().insert(made);
  tell(tx, models::Actor::anonymous(), now, models::EventKind::photo_added, *report,
       {{"attachment", made.id.text()}, {"step", made.kind == "voice" ? "voice" : "reporter"}});
  return Attached{made, false};
}

models::Result<std::vector<models::Attachment>> attachments_of(models::Transaction& tx,
                                                               const models::Actor& actor,
                                                               models::ReportId id) {
  if (auto allowed = require(actor, Permission::report_read); !allowed) return allowed.error();
  const auto report = tx.reports().find(id);
  if (!report || !may_see(actor, *report)) return models::not_found("There is no such report.");
  return tx.attachments().of_report(id);
}

models::Result<models::Attachment> find_attachment(models::Transaction& tx, const models::Actor& actor,
                                                   models::AttachmentId id) {
  const auto found = tx.attachments().find(id);
  const auto report = found ? tx.reports().find(found->report) : std::nullopt;
  if (!report) return no_such();
  if (require(actor, Permission::report_read) && may_see(actor, *report)) return *found;
  const auto order = report->work_order ? tx.work_orders().find(report->work_order) : std::nullopt;
  if (order && require(actor, Permission::work_order_read) && may_see(actor, *order)) return *found;
  return no_such();
}

}  // namespace dispatch
