#include "dispatch/verdict.h"

#include "dispatch/change.h"
#include "dispatch/lifecycle.h"
#include "dispatch/permissions.h"
#include "dispatch/reach.h"
#include "dispatch/text.h"
#include "models/names.h"

// What the reporter says when all is done, and how it is heard.
namespace dispatch {
namespace {

using models::EventKind;
using models::Report;
using models::Result;
using models::VerdictChannel;
using models::WorkOrder;
using models::WorkOrderAction;
using models::WorkOrderState;

constexpr int most_generations = 16;

/// The first order of a report and the one that carries the work now.
struct Judged {
  WorkOrder first;
  WorkOrder newest;
};

/// Errors  conflict when the resident cannot judge yet, or no longer
Result<void> check_judgeable(const WorkOrder& first, const WorkOrder& newest, bool solved, models::Time now) {
  const bool finished = newest.state == WorkOrderState::resolved || newest.state == WorkOrderState::closed;
  if (!finished && first.id == newest.id)
    return models::conflict(newest.state == WorkOrderState::cancelled
                                ? "the work order was cancelled: make a new report"
                                : "the repair is not finished yet");
  if (finished && !solved && newest.closed_at && now > *newest.closed_at + verdict_window)
    return models::conflict("the work order was closed more than 30 days ago: make a new report");
  return {};
}

Result<Judged> find_judged(models::Transaction& tx, const Report& report, bool solved, models::Time now) {
  auto first = tx.work_orders().find(report.work_order);
  if (!first) return models::conflict("no work order was opened for this report");
  auto newest = newest_of(tx, *first);
  if (const auto can = check_judgeable(*first, newest, solved, now); !can) return can.error();
  return Judged{*std::move(first), std::move(newest)};
}

Result<Report> keep(models::Transaction& tx, const models::Actor& actor, Report report,
                    const Verdict& verdict, VerdictChannel channel, models::Time now) {
  const auto comment = trimmed(verdict.comment);
  Fields fields;
  fields.text("comment", comment, longest_account, Lines::many);
  if (!fields.good()) return fields.error();
  auto judged = find_judged(tx, report, verdict.solved, now);
  if (!judged) return judged.error();
  auto& newest = judged->newest;
  report.verdict_solved = verdict.solved;
  report.verdict_comment = comment;
  report.verdict_at = now;
  report.satisfaction = verdict.satisfaction;
  report.verdict_channel = channel;
  report.verdict_by = actor.account;
  report.call_back_at.reset();
  if (!verdict.solved) report.callbacks_unanswered = report.callbacks_put_off = 0;  // it is asked anew
  tx.reports().update(report);
  ++report.version;
  Details details{{"solved", verdict.solved ? "true" : "false"},
                  {"judged_work_order", newest.id.text()},
                  {"channel", std::string(models::name(channel))}};
  if (verdict.satisfaction) details.emplace_back("satisfaction", models::name(*verdict.satisfaction));
  tell(tx, actor, now, EventKind::report_judged, report, std::move(details));
  // After a temporary fix the work still owed is open anyway: the word is kept, nothing has to come back.
  if (!verdict.solved && next_state(newest.state, WorkOrderAction::reopen))
    reopen_now(tx, actor, now, newest, comment.empty() ? "the reporter says it is not solved" : comment);
  return report;
}

/// A report whose reporter is on the telephone, with the order that carries its work.
struct Called {
  Report report;
  WorkOrder newest;
};

Result<Called> find_called(models::Transaction& tx, const models::Actor& actor, models::ReportId id,
                           models::Time now) {
  if (const auto allowed = require(actor, Permission::verdict_record); !allowed) return allowed.error();
  auto report = tx.reports().find(id);
  if (!report || !covers(reach_of(actor), *report)) return models::not_found("there is no such report");
  auto judged = find_judged(tx, *report, true, now);
  if (!judged) return judged.error();
  const auto& resolution = judged->newest.resolution;
  if (resolution && resolution->by == actor.account)
    return models::forbidden("whoever resolved a work order may not call back: another person has to");
  forget_old_tries(*report, judged->newest);
  return Called{*std::move(report), std::move(judged->newest)};
}

}  // namespace

WorkOrder newest_of(models::Transaction& tx, WorkOrder order) {
  for (int i = 0; i < most_generations; ++i) {
    auto child = child_of(tx, order);
    if (!child) break;
    order = *std::move(child);
  }
  return order;
}

Result<Report> judge(models::Transaction& tx, const std::string& token, const Verdict& verdict,
                     VerdictChannel channel, models::Time now) {
  const auto report = token.empty() ? std::nullopt : tx.reports().find_by_token(token);
  if (!report) return models::not_found("there is no such report");
  if (channel == VerdictChannel::callback)
    return models::invalid("channel", "not_allowed", "the resident's own word comes by page or sms");
  return keep(tx, models::Actor::anonymous(), *report, verdict, channel, now);
}

Result<Report> judge(models::Transaction& tx, const std::string& token, bool solved,
                     const std::string& comment, models::Time now) {
  return judge(tx, token, Verdict{solved, std::nullopt, comment}, VerdictChannel::page, now);
}

Result<Report> record_callback(models::Transaction& tx, const models::Actor& actor, models::ReportId id,
                               const std::optional<Verdict>& verdict, models::Time now,
                               const CallBackRules& rules) {
  auto called = find_called(tx, actor, id, now);
  if (!called) return called.error();
  auto& [report, newest] = *called;
  if (verdict) return keep(tx, actor, std::move(report), *verdict, VerdictChannel::callback, now);
  if (report.callbacks_unanswered >= rules.tries)
    return models::conflict("this reporter was called " + std::to_string(rules.tries) +
                            " times in vain: close the order without them");
  ++report.callbacks_unanswered;
  report.call_back_at = now + rules.between;
  tx.reports().update(report);
  ++report.version;
  tell(tx, actor, now, EventKind::callback_unanswered, report,
       {{"tries", std::to_string(report.callbacks_unanswered)}, {"judged_work_order", newest.id.text()}});
  return std::move(report);
}

Result<Report> put_off_callback(models::Transaction& tx, const models::Actor& actor, models::ReportId id,
                                models::Time later, models::Time now, const CallBackRules& rules) {
  auto called = find_called(tx, actor, id, now);
  if (!called) return called.error();
  auto& [report, newest] = *called;
  if (later <= now || later > now + rules.longest)
    return models::invalid("later_at", "out_of_range",
                           "later_at lies ahead, and at most " +
                               std::to_string(rules.longest / std::chrono::hours{1}) + " hours");
  if (report.callbacks_put_off >= rules.put_off)
    return models::conflict("this reporter put the call off " + std::to_string(rules.put_off) +
                            " times: close the order without them");
  ++report.callbacks_put_off;
  report.call_back_at = later;
  tx.reports().update(report);
  ++report.version;
  tell(tx, actor, now, EventKind::callback_put_off, report,
       {{"until", models::to_rfc3339(later)}, {"judged_work_order", newest.id.text()}});
  return std::move(report);
}

std::optional<WorkOrder> order_of_work(models::Transaction& tx, const Report& report) {
  auto first = tx.work_orders().find(report.work_order);
  if (!first) return std::nullopt;
  return newest_of(tx, *std::move(first));
}

void forget_old_tries(Report& report, const WorkOrder& order) {
  if (!report.call_back_at || !order.resolved_at || *report.call_back_at >= *order.resolved_at) return;
  report.call_back_at.reset();
  report.callbacks_unanswered = report.callbacks_put_off = 0;
}

bool may_see_verdict(const models::Actor& actor, const WorkOrder& order) {
  return !is_crew(actor.role) || order.state == WorkOrderState::closed;
}

}  // namespace dispatch
