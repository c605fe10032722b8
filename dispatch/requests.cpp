#include "dispatch/requests.h"

#include <algorithm>
#include <array>

#include "dispatch/change.h"
#include "dispatch/extension.h"
#include "dispatch/request_effects.h"
#include "dispatch/request_reasons.h"
#include "dispatch/text.h"
#include "models/names.h"

// Asking: what is wrong with a request is said before anybody has to decide about it.
namespace dispatch {
namespace {

using models::EventKind;
using models::Request;
using models::RequestKind;
using models::RequestReason;
using models::RequestState;
using models::Result;
using models::SlaTarget;
using models::WorkOrder;
using models::WorkOrderAction;

constexpr std::size_t most_requests = 100;  // of one order
constexpr int latest_percent_left = 20;     // asked before 80 % of the limit

// The step of the state table that has the same states as the request.
WorkOrderAction like(RequestKind kind) {
  switch (kind) {
    case RequestKind::pause:
    case RequestKind::return_:
      return WorkOrderAction::pause;
    default:
      return WorkOrderAction::cancel;
  }
}

bool open_to(const WorkOrder& order, RequestKind kind) {
  const bool still = kind == RequestKind::pause || kind == RequestKind::shelve;
  return next_state(order.state, like(kind)) && !(still && order.paused());
}

models::Error too_late(const models::SlaClock& clock, models::Time now) {
  const std::string name(models::name(clock.target));
  if (now >= clock.due_at || clock.breached_at)
    return models::conflict("the limit of the clock '" + name + "' passed at " +
                            models::to_rfc3339(clock.due_at) + ": nothing can be asked for it any more");
  return models::conflict("more than 80 % of the limit of the clock '" + name +
                          "' has gone: an extension or shelving is asked before that");
}

Result<void> check_in_time(models::Transaction& tx, const WorkOrder& order, SlaTarget target,
                           models::Time now) {
  const auto* clock = order.clock(target);
  if (clock == nullptr || clock->stopped_at)
    return models::invalid("target", "not_allowed",
                           "the work order has no running clock '" + std::string(models::name(target)) + "'");
  const bool over = clock->breached_at || (!clock->paused_at && now >= clock->due_at);
  if (over || percent_left(tx.catalog(), *clock, now) <= latest_percent_left) return too_late(*clock, now);
  return {};
}

/// Checks what was given against the reason and the order, and collects every wrong field.
class RequestCheck {
 public:
  RequestCheck(models::Transaction& tx, const WorkOrder& order, const NewRequest& wanted, models::Time now)
      : tx_(tx), order_(order), wanted_(wanted), now_(now) {}

  Fields run(const std::optional<RequestReason>& reason) {
    fields_.required("reason", wanted_.reason);
    if (!wanted_.reason.empty() && (!reason || !reason->active))
      fields_.add("reason", "unknown", "there is no such reason: GET /api/v1/request-reasons lists them");
    fields_.text("note", wanted_.note, longest_note, Lines::many);
    fields_.text("part_order_number", wanted_.part_order_number, longest_code);
    fields_.text("resident_word", wanted_.resident_word, longest_account, Lines::many);
    if (!fields_.good()) return fields_;
    if (!reason->serves(wanted_.kind))
      fields_.add("reason", "not_allowed",
                  "'" + reason->code + "' is no reason for this: GET /api/v1/request-reasons says for what");
    if (reason->code == "other") fields_.required("note", wanted_.note);
    for (const auto proof : reason->proofs) check_proof(proof);
    check_times(*reason);
    if (wanted_.kind == RequestKind::return_) check_crew();
    return fields_;
  }

 private:
  void check_proof(models::Proof proof) {
    switch (proof) {
      case models::Proof::photo: {
        const auto photo = tx_.photos().find(wanted_.photo);
        if (!photo || photo->work_order != order_.id)
          fields_.add("photo_id", wanted_.photo ? "unknown" : "required",
                      "this reason needs a photo of this work order as proof: take one first");
        return;
      }
      case models::Proof::part_order_number:
        return fields_.required("part_order_number", wanted_.part_order_number);
      case models::Proof::resident_word:
        return fields_.required("resident_word", wanted_.resident_word);
    }
  }

  void check_times(const RequestReason& reason) {
    const auto kind = wanted_.kind;
    if (kind == RequestKind::extension && !wanted_.amount)
      fields_.add("amount", "required", "say how much more time is needed");
    if (wanted_.amount && kind != RequestKind::extension && kind != RequestKind::pause)
      fields_.add("amount", "not_allowed", "only an extension or a pause has an amount");
    if (wanted_.amount && (*wanted_.amount <= models::Duration{0} || *wanted_.amount > reason.longest))
      fields_.add("amount", "out_of_range",
                  "for this reason the amount is at most " + models::to_iso8601(reason.longest));
    if (wanted_.target && kind != RequestKind::extension)
      fields_.add("target", "not_allowed", "only an extension is for one clock");
    check_from(kind);
    check_review(reason);
  }

  void check_from(RequestKind kind) {
    if (!wanted_.from) return;
    if (kind != RequestKind::pause && kind != RequestKind::shelve)
      return fields_.add("from", "not_allowed", "only a pause or a shelving begins");
    if (*wanted_.from > now_)
      return fields_.add("from", "out_of_range", "a pause cannot begin in the future");
    if (*wanted_.from < earliest_pause(order_))
      return fields_.add("from", "out_of_range",
                         "it cannot begin before " + models::to_rfc3339(earliest_pause(order_)) +
                             ", when the order was sent or the last pause ended");
    if (*wanted_.from < now_) fields_.required("note", wanted_.note);  // why it is told only now
  }

  void check_review(const RequestReason& reason) {
    if (wanted_.kind != RequestKind::shelve) {
      if (wanted_.review_at) fields_.add("review_at", "not_allowed", "only a shelved order is reviewed");
      return;
    }
    if (!wanted_.review_at)
      fields_.add("review_at", "required", "say when a person looks at it again");
    else if (*wanted_.review_at <= now_ || *wanted_.review_at > now_ + reason.longest)
      fields_.add("review_at", "out_of_range",
                  "the review is later than now and within " + models::to_iso8601(reason.longest));
  }

  void check_crew() {
    const auto crew = tx_.crews().find(wanted_.proposed_crew);
    if (!wanted_.proposed_crew)
      fields_.add("proposed_crew_id", "required", "name the crew that should have the work order");
    else if (!crew || !crew->active)
      fields_.add("proposed_crew_id", "unknown", "there is no such crew, or it is not active");
    else if (crew->id == order_.crew)
      fields_.add("proposed_crew_id", "not_allowed", "this crew has the work order already: name another");
  }

  models::Transaction& tx_;
  const WorkOrder& order_;
  const NewRequest& wanted_;
  models::Time now_;
  Fields fields_;
};

Result<void> check_earlier(const std::vector<Request>& earlier, RequestKind kind) {
  if (earlier.size() >= most_requests)
    return models::conflict("the work order has " + std::to_string(most_requests) +
                            " requests, the most it can have");
  for (const auto& request : earlier) {
    if (request.kind != kind) continue;
    if (request.state == RequestState::pending)
      return models::conflict("the same is asked already and waits for a decision (request " +
                              request.id.text() + ")");
    if (kind == RequestKind::return_ && request.state != RequestState::withdrawn)
      return models::conflict(
          "a work order is returned once: it was already, and now the dispatcher decides; whoever has it "
          "leads");
  }
  return {};
}

Result<WorkOrder> find_order(models::Transaction& tx, const Step& step, RequestKind kind) {
  if (const auto allowed = require(step.actor, Permission::request_ask); !allowed) return allowed.error();
  auto order = tx.work_orders().find(step.work_order);
  if (!order || !may_see(step.actor, *order)) return models::not_found("there is no such work order");
  if (auto stale = refuse_stale(step, *order)) return *std::move(stale);
  if (open_to(*order, kind)) return *std::move(order);
  std::string detail = "'" + std::string(models::name(kind)) + "' cannot be asked while the work order is " +
                       std::string(models::name(order->state));
  if (order->paused()) detail += " and paused";
  return models::conflict(std::move(detail), allowed_names(*order));
}

Request made_of(const WorkOrder& order, const Step& step, const NewRequest& wanted) {
  Request request;
  request.work_order = order.id;
  request.kind = wanted.kind;
  request.reason = wanted.reason;
  request.note = trimmed(wanted.note);
  request.photo = wanted.photo;
  request.part_order_number = trimmed(wanted.part_order_number);
  request.resident_word = trimmed(wanted.resident_word);
  if (wanted.kind == RequestKind::extension) request.target = wanted.target.value_or(SlaTarget::resolve);
  request.amount = wanted.amount;
  if (request.stands_still()) request.from = wanted.from.value_or(step.now);
  request.review_at = wanted.review_at;
  if (wanted.kind == RequestKind::return_) request.proposed_crew = wanted.proposed_crew;
  request.crew = order.crew;
  request.village_code = order.place.village_code;
  request.by = step.actor.account;
  request.by_name = step.actor.name;
  request.at = step.now;
  return request;
}

}  // namespace

std::vector<RequestKind> askable(const WorkOrder& order) {
  std::vector<RequestKind> kinds;
  for (const auto kind : {RequestKind::pause, RequestKind::extension, RequestKind::return_,
                          RequestKind::void_, RequestKind::shelve})
    if (open_to(order, kind)) kinds.push_back(kind);
  return kinds;
}

Result<Request> ask(models::Transaction& tx, const Step& step, const NewRequest& wanted) {
  auto order = find_order(tx, step, wanted.kind);
  if (!order) return order.error();
  const auto reason = find_reason(tx, wanted.reason);
  const auto fields = RequestCheck(tx, *order, wanted, step.now).run(reason);
  if (!fields.good()) return fields.error();
  const auto earlier = tx.requests().of_work_order(order->id);
  if (const auto good = check_earlier(earlier, wanted.kind); !good) return good.error();
  auto request = made_of(*order, step, wanted);
  // The same 80 % for both; a shelving is about the promise to resolve.
  const auto target = wanted.kind == RequestKind::shelve ? std::optional{SlaTarget::resolve} : request.target;
  if (target)
    if (const auto good = check_in_time(tx, *order, *target, step.now); !good) return good.error();
  if (const auto good = check_amount(earlier, request, *reason); !good) return good.error();

  request.id = tx.requests().insert(request);
  auto told = details_of(request);
  for (auto& detail : lateness(step)) told.push_back(std::move(detail));
  tell(tx, step.actor, step.now, EventKind::request_asked, *order, std::move(told));
  if (reason->needs_approval) return request;
  request.state = RequestState::approved;
  request.decided_at = step.now;
  if (const auto done = take_effect(tx, step.actor, *order, request, *reason, std::nullopt, step.now); !done)
    return done.error();
  tx.requests().update(request);
  return request;
}

}  // namespace dispatch
