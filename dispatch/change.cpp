#include "dispatch/change.h"

#include <algorithm>

#include "dispatch/escalation.h"
#include "dispatch/follow.h"
#include "dispatch/outbox.h"
#include "dispatch/reporter_phones.h"
#include "dispatch/short_messages.h"
#include "dispatch/sla_clock.h"
#include "models/names.h"

namespace dispatch {
namespace {

using models::EventKind;
using models::WorkOrder;

constexpr int most_generations = 16;  // of temporary fixes after temporary fixes
constexpr int most_children = 50;

}  // namespace

models::Event event_of(const models::Actor& actor, models::Time now, EventKind kind, Details details) {
  models::Event event;
  event.kind = kind;
  event.at = now;
  event.by = actor.account;
  event.by_name = actor.name;
  event.by_role = models::name(actor.role);
  event.details = std::move(details);
  return event;
}

std::optional<models::Error> refuse_stale(const Step& step, const WorkOrder& order) {
  if (!step.expected_version || *step.expected_version == order.version) return std::nullopt;
  return models::stale("the work order was changed meanwhile: read it again (it is at version " +
                       std::to_string(order.version) + ")");
}

models::Result<WorkOrder> find_for(models::Transaction& tx, const Step& step, models::WorkOrderAction action,
                                   Permission permission) {
  if (const auto allowed = require(step.actor, permission); !allowed) return allowed.error();
  auto order = tx.work_orders().find(step.work_order);
  if (!order || !may_see(step.actor, *order)) return models::not_found("there is no such work order");
  if (auto stale = refuse_stale(step, *order)) return *std::move(stale);
  const auto allowed = allowed_actions(*order);
  if (std::find(allowed.begin(), allowed.end(), action) == allowed.end()) return not_allowed(*order, action);
  return *std::move(order);
}

std::vector<std::string> allowed_names(const WorkOrder& order) {
  std::vector<std::string> names;
  for (const auto action : allowed_actions(order)) names.emplace_back(models::name(action));
  return names;
}

models::Error not_allowed(const WorkOrder& order, models::WorkOrderAction action) {
  std::string detail = "'" + std::string(models::name(action)) +
                       "' is not possible while the work order is " + std::string(models::name(order.state));
  if (order.paused()) detail += " and paused";
  return models::conflict(std::move(detail), allowed_names(order));
}

void tell(models::Transaction& tx, const models::Actor& actor, models::Time now, EventKind kind,
          const WorkOrder& order, Details details) {
  auto event = event_of(actor, now, kind, std::move(details));
  event.work_order = order.id;
  event.state = models::name(order.state);
  event.village_code = order.place.village_code;
  event.crew = order.crew;
  owe(tx, now, kind, tx.events().append(event), order);
  follow(tx, actor, now, kind, order, event.details);
}

void tell(models::Transaction& tx, const models::Actor& actor, models::Time now, EventKind kind,
          const models::Report& report, Details details) {
  auto event = event_of(actor, now, kind, std::move(details));
  event.report = report.id;
  event.work_order = report.work_order;
  event.state = models::name(report.state);
  event.village_code = report.place.village_code;
  tx.events().append(event);
}

void inform(models::Transaction& tx, const models::Actor& actor, models::Time now, EventKind about,
            const models::Report& report) {
  owe_reporter_phones(tx, now, about, report);
  if (!report.reporter.wants_updates) return;
  tx.notifications().insert({{}, report.id, report.work_order, about, now});
  owe_reporter(tx, now, about, report);
  tell(tx, actor, now, EventKind::reporter_informed, report,
       {{"about", std::string(models::name(about))}, {"count", "1"}});
}

Change::Change(models::Transaction& tx, const models::Actor& actor, models::Time now, WorkOrder& order)
    : tx_(tx), actor_(actor), now_(now), order_(order) {
  tell_due(tx_, order_, now_);
}

Change::Change(models::Transaction& tx, const Step& step, WorkOrder& order)
    : tx_(tx), actor_(step.actor), now_(step.now), order_(order), heard_at_(step.heard_at) {
  tell_due(tx_, order_, now_);
}

Details lateness(const Step& step) {
  if (!step.heard_at) return {};
  return {{"heard_at", models::to_rfc3339(*step.heard_at)}};
}

void Change::tell(EventKind kind, Details details) {
  if (heard_at_) details.emplace_back("heard_at", models::to_rfc3339(*heard_at_));
  dispatch::tell(tx_, actor_, now_, kind, order_, std::move(details));
}

void Change::inform(EventKind about, const std::string& reason,
                    const std::optional<models::Time>& promised_at) {
  int count = 0;
  for (const auto& report : reports_behind(tx_, order_)) {
    owe_reporter_phones(tx_, now_, about, report, &order_);
    if (!report.reporter.wants_updates) continue;
    tx_.notifications().insert(
        {{}, report.id, order_.id, about, heard_at_.value_or(now_), reason, promised_at});
    owe_reporter(tx_, now_, about, report, &order_);
    ++count;
  }
  if (count > 0)
    tell(EventKind::reporter_informed,
         {{"about", std::string(models::name(about))}, {"count", std::to_string(count)}});
}

void Change::end_pause() {
  if (!order_.paused()) return;
  auto end = std::max(now_, order_.pauses.back().from);
  if (const auto request = running_request(tx_, order_.id); request && request->ends_at)
    end = std::min(end, *request->ends_at);
  order_.pauses.back().to = end;
  resume_clocks(tx_.catalog(), order_, end);
  tell(EventKind::work_order_resumed, {{"reason", order_.pauses.back().reason}});
}

void Change::stop(models::SlaTarget target) {
  if (auto* clock = order_.clock(target); clock && !clock->stopped_at)
    dispatch::end_pause(tx_.catalog(), *clock, now_);
  stop_clock(order_, target, now_);
}

void Change::stop_all() {
  for (const auto target : models::sla_targets) stop(target);
}

void Change::keep() {
  // A step taken an hour ago changes the order now.
  order_.changed_at = std::max(order_.changed_at, heard_at_.value_or(now_));
  order_.priority = priority_of(order_);
  tx_.work_orders().update(order_);
  ++order_.version;
}

std::vector<models::Report> reports_behind(models::Transaction& tx, const WorkOrder& order) {
  auto reports = tx.reports().of_work_order(order.id);
  auto parent = order.parent;
  for (int i = 0; parent && i < most_generations; ++i) {
    for (auto& report : tx.reports().of_work_order(parent)) reports.push_back(std::move(report));
    const auto found = tx.work_orders().find(parent);
    parent = found ? found->parent : models::WorkOrderId{};
  }
  return reports;
}

std::optional<WorkOrder> child_of(models::Transaction& tx, const WorkOrder& order) {
  models::WorkOrderQuery query;
  query.parent = order.id;
  query.limit = most_children;
  std::optional<WorkOrder> newest;
  for (auto& child : tx.work_orders().search(query).items) {
    if (child.state == models::WorkOrderState::cancelled) continue;
    if (!newest || child.id > newest->id) newest = std::move(child);
  }
  return newest;
}

}  // namespace dispatch
