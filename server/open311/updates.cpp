#include <algorithm>
#include <array>

#include "dispatch/change.h"
#include "dispatch/lifecycle.h"
#include "dispatch/permissions.h"
#include "dispatch/reach.h"
#include "dispatch/text.h"
#include "dispatch/verdict.h"
#include "models/foreign_report.h"
#include "server/open311/endpoint.h"
#include "server/open311/intake.h"
#include "server/open311/listing.h"

// mySociety's servicerequestupdates: what reporters were told goes out, what they add comes in.
namespace open311 {
namespace {

using models::EventKind;

constexpr models::Duration usual_window = std::chrono::hours{24};
constexpr models::Duration longest_window = std::chrono::days{90};
constexpr int most_updates = 1000;
constexpr std::size_t longest_reference = 200;
constexpr std::size_t longest_media = 2000;

std::string_view end_status(const models::WorkOrder& order) {
  if (!order.resolution) return "CLOSED";
  switch (order.resolution->outcome) {
    case models::Outcome::repaired:
      return "FIXED";
    case models::Outcome::temporary:
      return "IN_PROGRESS";
    case models::Outcome::not_ours:
      return "NOT_COUNCILS_RESPONSIBILITY";
    case models::Outcome::duplicate:
      return "DUPLICATE";
    default:
      return "NO_FURTHER_ACTION";
  }
}

std::string_view status_of(EventKind about, const std::optional<models::WorkOrder>& order) {
  switch (about) {
    case EventKind::report_rejected:
      return "NO_FURTHER_ACTION";
    case EventKind::report_referred:
      return "INTERNAL_REFERRAL";
    case EventKind::work_order_arrived:
      return "IN_PROGRESS";
    case EventKind::work_order_resolved:
    case EventKind::work_order_closed:
      return order ? end_status(*order) : "CLOSED";
    case EventKind::work_order_reopened:
      return "OPEN";
    case EventKind::work_order_cancelled:
      return "CANCELLED";
    default:
      return "ACTION_SCHEDULED";
  }
}

Node update_of(models::Transaction& tx, const Settings& settings, const models::Notification& told) {
  const auto order = told.work_order ? tx.work_orders().find(told.work_order) : std::nullopt;
  return Node::object("request_update")
      .add(Node::words("update_id", told.id.text()))
      .add(Node::words("service_request_id", told.report.text()))
      .add(Node::words("status", std::string(status_of(told.about, order))))
      .add(Node::words("description", words_of(told.about, settings)))
      .add(Node::words("updated_datetime", models::to_rfc3339(told.at)))
      .add(Node::words("media_url", ""));
}

struct Window {
  models::Time from{};
  models::Time to{};
};

models::Result<Window> window_of(const http::Request& request, models::Time now) {
  const auto from = request.query("start_date").value_or(""), to = request.query("end_date").value_or("");
  const auto start = read_time(from), end = read_time(to);
  if (!from.empty() && !start)
    return models::invalid("start_date", "bad_format", "start_date must be like 2026-11-26T08:00:00Z.");
  if (!to.empty() && !end)
    return models::invalid("end_date", "bad_format", "end_date must be like 2026-11-26T08:00:00Z.");
  Window window;
  window.to = end.value_or(now);
  window.from = start.value_or(window.to - usual_window);
  if (window.to < window.from || window.to - window.from > longest_window)
    return models::invalid("start_date", "out_of_range",
                           "The window is at most 90 days, its end after its start.");
  return window;
}

/// What a client says later of a report.
struct Said {
  models::ReportId report;
  std::string reference;
  std::string status;
  std::string text;
};

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c == ' ' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return text;
}

models::Result<Said> read_said(const Form& form) {
  constexpr std::array known{"OPEN",
                             "CLOSED",
                             "FIXED",
                             "IN_PROGRESS",
                             "ACTION_SCHEDULED",
                             "INVESTIGATING",
                             "DUPLICATE",
                             "NOT_COUNCILS_RESPONSIBILITY",
                             "NO_FURTHER_ACTION",
                             "INTERNAL_REFERRAL",
                             "FOR_TRIAGE",
                             "CANCELLED",
                             "REOPEN"};
  Said said;
  const auto id = models::ReportId::parse(form.value("service_request_id"));
  if (form.value("service_request_id").empty())
    return models::invalid("service_request_id", "required", "service_request_id was not provided.");
  if (!id) return models::not_found("service_request_id was not found.");
  said.report = *id;
  said.reference = form.value("update_id");
  if (said.reference.empty() || said.reference.size() > longest_reference)
    return models::invalid("update_id", "required", "update_id must have 1 to 200 bytes.");
  said.status = upper(form.value("status"));
  if (std::find(known.begin(), known.end(), said.status) == known.end())
    return models::invalid("status", said.status.empty() ? "required" : "unknown",
                           "status must be one of the statuses of servicerequestupdates.");
  said.text = dispatch::trimmed(form.value("description"));
  std::erase(said.text, '\r');
  for (const auto& url : form.values("media_url"))
    if (url.size() <= longest_media) said.text += "\n" + url;
  if (said.text.empty() && said.status != "REOPEN")
    return models::invalid("description", "required", "description was not provided.");
  return said;
}

/// Whose words they are: the program's, in the client's name.
models::Actor voice_of(const models::Actor& client) {
  auto actor = client;
  actor.role = models::Role::system;
  actor.scope = models::Scope::admin;
  actor.villages.clear();
  actor.classes.clear();
  actor.crew = {};
  return actor;
}

models::Result<void> add_to_report(models::Transaction& tx, const models::Actor& actor, models::Report report,
                                   const Said& said, models::Time now) {
  if (report.state != models::ReportState::received)
    return models::conflict("The request has ended without a work order: send a new one.");
  report.description += "\n" + said.text;
  dispatch::Fields fields;
  fields.text("description", report.description, dispatch::longest_description, dispatch::Lines::many);
  if (!fields.good()) return fields.error();
  tx.reports().update(report);
  dispatch::tell(tx, actor, now, EventKind::note_added, report, {});
  return {};
}

// Only the reporter's own word brings a finished order back; any other status is a remark.
models::Result<void> take_in(models::Transaction& tx, const models::Actor& actor,
                             const models::Report& report, const std::optional<models::WorkOrder>& order,
                             const Said& said, models::Time now) {
  if (!order) return add_to_report(tx, actor, report, said, now);
  const bool finished =
      order->state == models::WorkOrderState::resolved || order->state == models::WorkOrderState::closed;
  if (said.status == "REOPEN" && finished) {
    const auto judged = dispatch::judge(tx, report.token, {false, std::nullopt, said.text},
                                        models::VerdictChannel::page, now);
    if (!judged) return judged.error();
    return {};
  }
  const dispatch::Step step{actor, order->id, std::nullopt, now};
  const auto note = dispatch::add_note(tx, step, said.text.empty() ? said.status : said.text);
  if (!note) return note.error();
  return {};
}

}  // namespace

Reply list_updates(Asked& asked) {
  const auto window = window_of(asked.call.request, asked.call.now);
  if (!window) co_return answer(to_failure(window.error()), asked.format);
  api::Rule rule = [&](models::Transaction& tx, const api::Call&) -> api::Answer {
    auto updates = Node::list("service_request_updates");
    const bool foreign = !asked.settings.publish_all;
    for (const auto& told : tx.foreign_reports().told(window->from, window->to, foreign, most_updates)) {
      const auto report = tx.reports().find(told.report);
      const auto& hidden = asked.settings.blackbox;
      if (std::find(hidden.begin(), hidden.end(), report->fault_kind) != hidden.end()) continue;
      updates.add(update_of(tx, asked.settings, told));
    }
    return answer(200, updates, asked.format);
  };
  auto response = co_await reading(asked, std::move(rule));
  co_return response;
}

Reply take_update(Asked& asked, const Form& form) {
  const auto said = read_said(form);
  if (!said) co_return answer(to_failure(said.error()), asked.format);
  api::Rule rule = [&](models::Transaction& tx, const api::Call& who) -> api::Answer {
    const auto foreign = tx.foreign_reports().find(said->report);
    const auto report = tx.reports().find(said->report);
    const bool may = report && ((foreign && foreign->client == who.actor.account) ||
                                (dispatch::may(who.actor, dispatch::Permission::work_order_note) &&
                                 dispatch::may_see(who.actor, *report)));
    if (!may) return models::not_found("service_request_id was not found.");
    if (tx.foreign_reports().insert(
            models::ForeignUpdate{who.actor.account, said->reference, said->report, who.now})) {
      const models::LocalizedText no_town;
      Public seen(tx, asked.settings, no_town, "");
      const auto taken = take_in(tx, voice_of(who.actor), *report, seen.order_of(*report), *said, who.now);
      if (!taken) return taken.error();
    }
    return answer(
        200,
        Node::list("service_request_updates")
            .add(Node::object("request_update")
                     .add(Node::words("update_id", who.actor.account.text() + "-" + said->reference))),
        asked.format);
  };
  auto response = co_await changing(asked, std::move(rule));
  co_return response;
}

}  // namespace open311
