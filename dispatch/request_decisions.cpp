#include "dispatch/change.h"
#include "dispatch/escalation.h"
#include "dispatch/escalation_chain.h"
#include "dispatch/permissions.h"
#include "dispatch/request_effects.h"
#include "dispatch/request_reasons.h"
#include "dispatch/requests.h"
#include "dispatch/sla_clock.h"
#include "dispatch/text.h"
#include "models/names.h"

// What becomes of a request: granted, refused, taken back, and what the watcher ends by itself.
namespace dispatch {
namespace {

using models::EventKind;
using models::Request;
using models::RequestKind;
using models::RequestState;
using models::Result;
using models::WorkOrder;

Permission permission_for(RequestKind kind) {
  return kind == RequestKind::void_ || kind == RequestKind::shelve ? Permission::request_decide_end
                                                                   : Permission::request_decide;
}

Result<Request> find_pending(models::Transaction& tx, const models::Actor& actor, models::RequestId id) {
  auto request = tx.requests().find(id);
  const auto order = request ? tx.work_orders().find(request->work_order) : std::nullopt;
  if (!order || (request->by != actor.account && !may_see(actor, *order)))
    return models::not_found("there is no such request");
  if (request->state != RequestState::pending)
    return models::conflict("the request was decided already: it is " +
                            std::string(models::name(request->state)));
  return *std::move(request);
}

Result<Request> find_to_decide(models::Transaction& tx, const models::Actor& actor, models::RequestId id) {
  // The least right first, so that nobody learns of requests they may not decide.
  if (const auto allowed = require(actor, Permission::request_decide); !allowed) return allowed.error();
  auto request = find_pending(tx, actor, id);
  if (!request) return request;
  if (const auto allowed = require(actor, permission_for(request->kind)); !allowed) return allowed.error();
  if (request->by == actor.account)
    return models::forbidden("nobody decides about their own request: another person has to");
  return request;
}

void decide(Request& request, const models::Actor& actor, RequestState state, const std::string& note,
            models::Time now) {
  request.state = state;
  request.decided_by = actor.account;
  request.decided_by_name = actor.name;
  request.decision_note = trimmed(note);
  request.decided_at = now;
}

Details decision_details(const Request& request) {
  auto details = details_of(request);
  details.emplace_back("asked_by", request.by_name);
  if (!request.decision_note.empty()) details.emplace_back("note", request.decision_note);
  return details;
}

Result<WorkOrder> order_of(models::Transaction& tx, const Request& request) {
  auto order = tx.work_orders().find(request.work_order);
  if (!order) return models::not_found("there is no such work order");
  return *std::move(order);
}

/// A pause that has lasted as long as it may ends then, however late the watcher looks.
void run_out(models::Transaction& tx, WorkOrder& order, const Request& request, models::Time now) {
  const auto program = models::Actor::program();
  if (!order.paused()) {
    auto ended = request;
    ended.ended_at = request.ends_at;
    tx.requests().update(ended);
    return;
  }
  Change change(tx, program, now, order);
  change.tell(EventKind::pause_ran_out, {{"reason", request.reason},
                                         {"request", request.id.text()},
                                         {"ends_at", models::to_rfc3339(*request.ends_at)}});
  change.end_pause();
  tell_due(tx, order, now);
  change.keep();
}

void tell_review(models::Transaction& tx, const WorkOrder& order, Request request, models::Time now) {
  request.reviewed_at = now;
  tx.requests().update(request);
  tell(tx, models::Actor::program(), now, EventKind::shelf_review_due, order,
       {{"request", request.id.text()},
        {"reason", request.reason},
        {"review_at", models::to_rfc3339(*request.review_at)}});
  raise_review(tx, order, models::AlertReader::supervisor, now);  // who approved the shelving
}

}  // namespace

Result<Request> approve(models::Transaction& tx, const models::Actor& actor, models::RequestId id,
                        const std::string& note, const std::optional<models::CrewId>& crew,
                        models::Time now) {
  auto request = find_to_decide(tx, actor, id);
  if (!request) return request;
  Fields fields;
  fields.text("note", note, longest_note, Lines::many);
  if (crew && request->kind != RequestKind::return_)
    fields.add("crew_id", "not_allowed", "only a returned work order goes to another crew");
  if (!fields.good()) return fields.error();
  auto order = order_of(tx, *request);
  if (!order) return order.error();
  auto reason = find_reason(tx, request->reason);
  if (!reason) return models::conflict("the reason '" + request->reason + "' is no longer there: refuse it");

  decide(*request, actor, RequestState::approved, note, now);
  tell(tx, actor, now, EventKind::request_approved, *order, decision_details(*request));
  // Stored before it takes effect, so that a void does not let it lapse.
  tx.requests().update(*request);
  if (const auto done = take_effect(tx, actor, *order, *request, *reason, crew, now); !done)
    return done.error();
  tx.requests().update(*request);
  return request;
}

Result<Request> refuse(models::Transaction& tx, const models::Actor& actor, models::RequestId id,
                       const std::string& note, models::Time now) {
  auto request = find_to_decide(tx, actor, id);
  if (!request) return request;
  Fields fields;
  fields.required_text("note", trimmed(note), longest_note, Lines::many);
  if (!fields.good()) return fields.error();
  const auto order = order_of(tx, *request);
  if (!order) return order.error();
  decide(*request, actor, RequestState::refused, note, now);
  tx.requests().update(*request);
  tell(tx, actor, now, EventKind::request_refused, *order, decision_details(*request));
  return request;
}

Result<Request> withdraw(models::Transaction& tx, const models::Actor& actor, models::RequestId id,
                         models::Time now) {
  if (const auto allowed = require(actor, Permission::request_ask); !allowed) return allowed.error();
  const auto known = tx.requests().find(id);
  const auto order = known ? tx.work_orders().find(known->work_order) : std::nullopt;
  if (!order || (known->by != actor.account && !may_see(actor, *order)))
    return models::not_found("there is no such request");
  if (known->by != actor.account)
    return models::forbidden("only whoever asked takes a request back: refuse it instead");
  auto request = find_pending(tx, actor, id);
  if (!request) return request;
  decide(*request, actor, RequestState::withdrawn, "", now);
  tx.requests().update(*request);
  tell(tx, actor, now, EventKind::request_withdrawn, *order, details_of(*request));
  return request;
}

RequestsWatched watch_requests(models::Transaction& tx, models::Time now, int limit) {
  RequestsWatched watched;
  const auto due = tx.requests().due(now, limit);
  for (const auto& request : due) {
    auto order = tx.work_orders().find(request.work_order);
    if (!order) continue;
    if (request.ends_at && now >= *request.ends_at) {
      run_out(tx, *order, request, now);
      ++watched.ended;
    } else {
      tell_review(tx, *order, request, now);
      ++watched.reviewed;
    }
  }
  watched.more = limit > 0 && due.size() >= static_cast<std::size_t>(limit);
  return watched;
}

}  // namespace dispatch
