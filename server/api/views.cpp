#include "server/api/views.h"

#include <algorithm>

#include "dispatch/assignment/words.h"
#include "dispatch/change.h"
#include "dispatch/lifecycle.h"
#include "dispatch/permissions.h"

namespace api {
namespace {

constexpr auto judging_time = std::chrono::hours{24 * 30};

dispatch::Permission permission_for(models::WorkOrderAction action) {
  switch (action) {
    case models::WorkOrderAction::assign:
      return dispatch::Permission::work_order_assign;
    case models::WorkOrderAction::contact:
      return dispatch::Permission::work_order_contact;
    case models::WorkOrderAction::close:
      return dispatch::Permission::work_order_close;
    case models::WorkOrderAction::reopen:
      return dispatch::Permission::work_order_reopen;
    case models::WorkOrderAction::cancel:
      return dispatch::Permission::work_order_cancel;
    case models::WorkOrderAction::note:
      return dispatch::Permission::work_order_note;
    case models::WorkOrderAction::merge:
      return dispatch::Permission::report_triage;
    default:
      return dispatch::Permission::work_order_work;
  }
}

// What a decision calls by id, people call by number.
std::map<models::WorkOrderId, std::string> numbers_in(models::Transaction& tx,
                                                      const models::AssignmentDecision& decision) {
  std::map<models::WorkOrderId, std::string> numbers;
  const auto look_up = [&](models::WorkOrderId id) {
    if (numbers.contains(id)) return;
    if (const auto order = tx.work_orders().find(id)) numbers.emplace(id, order->number);
  };
  const auto look_up_delays = [&](const models::DecisionOption& option) {
    for (const auto& delay : option.delays) look_up(delay.work_order);
  };
  if (decision.chosen) look_up_delays(*decision.chosen);
  for (const auto& option : decision.alternatives) look_up_delays(option);
  for (const auto& move : decision.moved) look_up(move.work_order);
  return numbers;
}

std::vector<models::LocalizedText> in_words(models::Transaction& tx,
                                            const models::AssignmentDecision& decision,
                                            const std::map<models::WorkOrderId, std::string>& numbers) {
  const auto crews = tx.crews().list();
  dispatch::Names names;
  names.crew = [&](models::CrewId id) {
    const auto found = std::ranges::find(crews, id, &models::Crew::id);
    return found == crews.end() ? nullptr : &*found;
  };
  names.order = [&](models::WorkOrderId id) {
    const auto found = numbers.find(id);
    return found == numbers.end() ? std::string() : found->second;
  };
  names.utc_offset_seconds = dispatch::town_utc_offset_seconds;
  return dispatch::explain(decision, names);
}

}  // namespace

std::vector<models::WorkOrderAction> allowed_actions(const models::WorkOrder& order,
                                                     const models::Actor& actor) {
  auto actions = dispatch::allowed_actions(order);
  std::erase_if(actions, [&](models::WorkOrderAction action) {
    const bool own_resolution =
        action == models::WorkOrderAction::close && order.resolution && order.resolution->by == actor.account;
    return own_resolution || !dispatch::may(actor, permission_for(action));
  });
  return actions;
}

std::optional<FacilityReference> Names::facility(models::FacilityId id) {
  if (!id) return std::nullopt;
  const auto known = facilities_.find(id);
  if (known != facilities_.end()) return known->second;
  std::optional<FacilityReference> reference;
  if (const auto facility = tx_.facilities().find(id))
    reference = FacilityReference{facility->id.text(), facility->code, facility->name};
  return facilities_.emplace(id, reference).first->second;
}

std::string Names::account(models::AccountId id) {
  if (!id) return "";
  const auto known = accounts_.find(id);
  if (known != accounts_.end()) return known->second;
  const auto account = tx_.accounts().find(id);
  return accounts_.emplace(id, account ? account->display_name : "").first->second;
}

ReportView view(Names& names, models::Report report) {
  auto facility = names.facility(report.facility);
  return {std::move(report), std::move(facility)};
}

WorkOrderView view(Names& names, models::WorkOrder order, const models::Actor& actor) {
  WorkOrderView view;
  view.facility = names.facility(order.facility);
  if (order.resolution) view.resolved_by = names.account(order.resolution->by);
  if (order.closure) view.closed_by = names.account(order.closure->by);
  view.allowed_actions = allowed_actions(order, actor);
  view.order = std::move(order);
  return view;
}

WorkOrderDetailView detail(models::Transaction& tx, models::WorkOrder order, const models::Actor& actor) {
  Names names(tx);
  WorkOrderDetailView detail;
  const auto id = order.id;
  if (order.assignment) {
    detail.assigned_by = names.account(order.assignment->by);
    detail.order_numbers = numbers_in(tx, *order.assignment);
    detail.sentences = in_words(tx, *order.assignment, detail.order_numbers);
  }
  detail.order = view(names, std::move(order), actor);
  models::WorkOrderQuery children;
  children.parent = id;
  for (const auto& child : tx.work_orders().search(children).items)
    detail.order.child_ids.push_back(child.id.text());
  for (auto& report : tx.reports().of_work_order(id))
    detail.reports.push_back(view(names, std::move(report)));
  detail.notes = tx.notes().of_work_order(id);
  detail.photos = tx.photos().of_work_order(id);
  return detail;
}

PublicReportView public_view(models::Transaction& tx, models::Report report, models::Time now) {
  PublicReportView view;
  if (report.work_order) view.order = tx.work_orders().find(report.work_order);
  if (view.order) {
    models::WorkOrderQuery children;
    children.parent = view.order->id;
    for (auto& child : tx.work_orders().search(children).items)
      if (!child.ended()) view.child = std::move(child);
    if (const auto* clock = view.order->clock(models::SlaTarget::resolve))
      view.late =
          clock->stopped_at ? *clock->stopped_at > clock->due_at : !clock->paused_at && now > clock->due_at;
    const bool finished = view.order->state == models::WorkOrderState::resolved ||
                          (view.order->state == models::WorkOrderState::closed && view.order->closed_at &&
                           now - *view.order->closed_at <= judging_time);
    view.may_judge = finished;
  }
  if (const auto village = tx.villages().find(report.place.village_code)) view.village_name = village->name;
  view.progress = tx.notifications().of_report(report.id);
  view.report = std::move(report);
  return view;
}

}  // namespace api
