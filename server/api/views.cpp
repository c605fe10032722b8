#include "server/api/views.h"

#include <algorithm>
#include <map>
#include <optional>

#include "dispatch/assignment/words.h"
#include "dispatch/change.h"
#include "dispatch/closure.h"
#include "dispatch/escalation_chain.h"
#include "dispatch/extension.h"
#include "dispatch/lifecycle.h"
#include "dispatch/masking.h"
#include "dispatch/outages.h"
#include "dispatch/permissions.h"
#include "dispatch/reach.h"
#include "dispatch/request_reasons.h"
#include "dispatch/requests.h"
#include "dispatch/verdict.h"
#include "models/names.h"

namespace api {
namespace {

constexpr int most_events = 1000;  // of one order that are looked through

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
                                                      const models::AssignmentDecision& decision,
                                                      const models::Reach& reach) {
  std::map<models::WorkOrderId, std::string> numbers;
  // A crew is told which orders of others moved for its own; whoever is limited to some villages is not.
  const auto seen = [&](const models::WorkOrder& order) {
    return dispatch::covers_place(reach, order.place.village_code, order.facility_class);
  };
  const auto look_up = [&](models::WorkOrderId id) {
    if (numbers.contains(id)) return;
    if (const auto order = tx.work_orders().find(id); order && seen(*order))
      numbers.emplace(id, order->number);
  };
  const auto look_up_delays = [&](const models::DecisionOption& option) {
    for (const auto& delay : option.delays) look_up(delay.work_order);
  };
  if (decision.chosen) look_up_delays(*decision.chosen);
  for (const auto& option : decision.alternatives) look_up_delays(option);
  for (const auto& move : decision.moved) look_up(move.work_order);
  return numbers;
}

std::optional<Promise> promise_of(models::Transaction& tx, const models::WorkOrder& order, models::Time now) {
  const auto* clock = order.clock(models::SlaTarget::resolve);
  if (clock == nullptr) return std::nullopt;
  Promise promise;
  promise.at = clock->due_at;
  promise.first_at = dispatch::first_due(tx.catalog(), *clock);
  promise.state = dispatch::ClockStates(tx.catalog()).at(*clock, now);
  for (auto& request : tx.requests().of_work_order(order.id)) {
    const bool granted =
        request.kind == models::RequestKind::extension && request.state == models::RequestState::approved;
    if (granted && request.target == clock->target) promise.extensions.push_back(std::move(request));
  }
  // Pauses that did not hold this clock moved nothing.
  for (const auto& pause : order.pauses) {
    const auto holds = [&](const models::Interval& one) {
      return one.from < pause.to && pause.from < one.to;
    };
    const bool held = pause.to ? std::any_of(clock->pauses.begin(), clock->pauses.end(), holds)
                               : clock->paused_at.has_value();
    if (held) promise.pauses.push_back(pause);
  }
  if (std::find(order.policy_reasons.begin(), order.policy_reasons.end(), "recounted") !=
      order.policy_reasons.end())
    for (auto& event : tx.events().list({order.id, {}, {}, most_events}))
      if (event.kind == models::EventKind::clocks_recounted) promise.recounts.push_back(std::move(event));
  return promise;
}

void hide_verdict(models::Report& report) {
  report.verdict_solved.reset();
  report.verdict_comment.clear();
  report.verdict_at.reset();
  report.satisfaction.reset();
  report.verdict_channel.reset();
  report.callbacks_unanswered = 0;
}

std::vector<models::LocalizedText> in_words(models::Transaction& tx,
                                            const models::AssignmentDecision& decision,
                                            const std::map<models::WorkOrderId, std::string>& numbers) {
  std::map<models::CrewId, std::optional<models::Crew>> crews;
  dispatch::Names names;
  names.crew = [&](models::CrewId id) -> const models::Crew* {
    const auto [known, fresh] = crews.try_emplace(id);
    if (fresh) known->second = tx.crews().find(id);
    return known->second ? &*known->second : nullptr;
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
    reference = FacilityReference{facility->id.text(), facility->code, dispatch::masked(*facility).name,
                                  dispatch::in_a_home(*facility)};
  return facilities_.emplace(id, reference).first->second;
}

std::string Names::account(models::AccountId id) {
  if (!id) return "";
  const auto known = accounts_.find(id);
  if (known != accounts_.end()) return known->second;
  const auto account = tx_.accounts().find(id);
  return accounts_.emplace(id, account ? account->display_name : "").first->second;
}

OrderBrief brief(models::Transaction& tx, models::WorkOrderId id, const models::Actor& actor) {
  auto order = tx.work_orders().find(id);
  if (!order) return {};
  Names names(tx, {});
  mask(names, *order, actor);
  const auto* clock = order->clock(models::SlaTarget::resolve);
  return {order->id,
          order->number,
          order->state,
          order->severity,
          order->facility_class,
          order->fault_kind,
          order->place.village_code,
          order->place.address,
          order->crew,
          clock != nullptr ? std::optional{clock->due_at} : std::nullopt};
}

ReportView view(Names& names, models::Report report) {
  auto facility = names.facility(report.facility);
  const bool public_place = facility && !facility->home;
  return {dispatch::masked(std::move(report), public_place), std::move(facility)};
}

void mask(Names& names, models::WorkOrder& order, const models::Actor& actor) {
  const auto facility = names.facility(order.facility);
  const bool public_place = facility && !facility->home;
  const bool in_hand =
      dispatch::is_crew(actor.role) && actor.crew && actor.crew == order.crew && !order.ended();
  if (!public_place && !in_hand) order.place.address = dispatch::mask_address(order.place.address);
  for (auto* words : {&order.description, &order.cancellation_reason})
    *words = dispatch::mask_numbers(*words);
  for (auto& pause : order.pauses) pause.note = dispatch::mask_numbers(pause.note);
  if (order.closure) order.closure->note = dispatch::mask_numbers(order.closure->note);
  if (order.resolution) {
    order.resolution->cause = dispatch::mask_numbers(order.resolution->cause);
    order.resolution->action = dispatch::mask_numbers(order.resolution->action);
  }
}

WorkOrderView view(Names& names, models::WorkOrder order, const models::Actor& actor) {
  WorkOrderView view;
  // How the crews stood to one another is the town's own affair.
  if (actor.contractor) order.assignment.reset();
  view.facility = names.facility(order.facility);
  if (order.resolution) view.resolved_by = names.account(order.resolution->by);
  if (order.closure) view.closed_by = names.account(order.closure->by);
  view.allowed_actions = allowed_actions(order, actor);
  for (const auto& clock : order.clocks) view.clock_states.push_back(names.state(clock));
  mask(names, order, actor);
  view.order = std::move(order);
  return view;
}

WorkOrderDetailView detail(models::Transaction& tx, models::WorkOrder order, const models::Actor& actor,
                           models::Time now) {
  Names names(tx, now);
  WorkOrderDetailView detail;
  const bool sees_verdict = dispatch::may_see_verdict(actor, order);
  if (dispatch::may(actor, dispatch::Permission::request_ask)) detail.askable = dispatch::askable(order);
  const auto share = dispatch::paused_share(tx.catalog(), order, now);
  detail.paused = share.paused;
  detail.elapsed = share.elapsed;
  if (!dispatch::is_crew(actor.role)) detail.recheck_owed = dispatch::open_recheck(tx, order).has_value();
  if (order.state == models::WorkOrderState::resolved)
    detail.closable_from = dispatch::closable_from(tx, order);
  const auto id = order.id;
  detail.warranty = dispatch::warranty_of(tx, order.facility, now);
  detail.maker_told = detail.warranty && detail.warranty->running && dispatch::maker_hears(tx, order);
  if (actor.contractor) order.assignment.reset();
  if (order.assignment) {
    detail.assigned_by = names.account(order.assignment->by);
    detail.order_numbers = numbers_in(tx, *order.assignment, dispatch::reach_of(actor));
    detail.sentences = in_words(tx, *order.assignment, detail.order_numbers);
  }
  detail.order = view(names, std::move(order), actor);
  models::WorkOrderQuery children;
  children.parent = id;
  children.reach = dispatch::reach_of(actor);
  for (const auto& child : tx.work_orders().search(children).items)
    detail.order.child_ids.push_back(child.id.text());
  for (auto& report : tx.reports().of_work_order(id)) {
    for (auto& one : tx.attachments().of_report(report.id)) detail.attachments.push_back(std::move(one));
    if (!sees_verdict) hide_verdict(report);
    detail.reports.push_back(view(names, std::move(report)));
  }
  detail.notes = tx.notes().of_work_order(id);
  for (auto& note : detail.notes) note.text = dispatch::mask_numbers(note.text);
  detail.photos = tx.photos().of_work_order(id);
  return detail;
}

RequestView view(models::Transaction& tx, models::Request request, const models::Actor& actor) {
  RequestView view;
  view.order = brief(tx, request.work_order, actor);
  if (const auto reason = dispatch::find_reason(tx, request.reason)) view.reason_name = reason->name;
  const bool pending = request.state == models::RequestState::pending;
  const bool own = request.by == actor.account;
  const bool ends = request.kind == models::RequestKind::void_ || request.kind == models::RequestKind::shelve;
  view.may_decide = pending && !own &&
                    dispatch::may(actor, ends ? dispatch::Permission::request_decide_end
                                              : dispatch::Permission::request_decide);
  view.may_withdraw = pending && own;
  request.note = dispatch::mask_numbers(request.note);
  view.request = std::move(request);
  return view;
}

AlertView view(models::Transaction& tx, models::Alert alert, const models::Actor& actor) {
  const auto own = dispatch::readers_of(actor);
  AlertView view;
  view.order = brief(tx, alert.work_order, actor);
  view.may_acknowledge = !alert.acknowledged_at && std::find(own.begin(), own.end(), alert.who) != own.end();
  view.alert = std::move(alert);
  return view;
}

RecheckView view(models::Transaction& tx, models::Recheck recheck, const models::Actor& actor) {
  RecheckView view;
  view.order = brief(tx, recheck.work_order, actor);
  view.may_do = !recheck.passed && dispatch::may(actor, dispatch::Permission::recheck_do);
  view.recheck = std::move(recheck);
  return view;
}

std::vector<models::Event> visible_events(std::vector<models::Event> events, const models::WorkOrder& order,
                                          const models::Actor& actor) {
  if (!dispatch::may_see_verdict(actor, order))
    std::erase_if(events,
                  [](const models::Event& event) { return dispatch::hidden_from_handlers(event.kind); });
  for (auto& event : events) event = masked(std::move(event));
  return events;
}

models::Event masked(models::Event event) { return dispatch::masked(std::move(event)); }

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
                           now - *view.order->closed_at <= dispatch::verdict_window);
    view.may_judge = finished;
  }
  if (const auto& owed = view.child ? view.child : view.order) view.promise = promise_of(tx, *owed, now);
  if (const auto village = tx.villages().find(report.place.village_code)) view.village_name = village->name;
  view.progress = tx.notifications().of_report(report.id);
  for (const auto& one : tx.attachments().of_report(report.id))
    ++(one.kind == "voice" ? view.attached_voices : view.attached_photos);
  const auto name = [&](const std::string& code) {
    if (code.empty() || view.reasons.contains(code)) return;
    if (const auto outage = models::parse<models::OutageReason>(code);
        outage && *outage != models::OutageReason::other)
      view.reasons[code] = dispatch::outage_reason_name(*outage);
    else if (const auto reason = dispatch::find_reason(tx, code))
      view.reasons[code] = reason->name;
  };
  for (const auto& step : view.progress) name(step.reason);
  if (view.promise) {
    for (const auto& pause : view.promise->pauses) name(pause.reason);
    for (const auto& extension : view.promise->extensions) name(extension.reason);
  }
  // The page is open to whoever has the link.
  if (view.order) view.order->cancellation_reason = dispatch::mask_numbers(view.order->cancellation_reason);
  view.report = dispatch::masked(std::move(report), false);
  return view;
}

}  // namespace api
