#include "dispatch/request_effects.h"

#include <algorithm>

#include "dispatch/assignment/assign.h"
#include "dispatch/extension.h"
#include "dispatch/requests.h"
#include "dispatch/sla_clock.h"
#include "models/names.h"

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

constexpr std::size_t most_pauses = 100;  // of one order

std::string words(const RequestReason& reason, const Request& request) {
  return reason.name.zh + " / " + reason.name.en + (request.note.empty() ? "" : ": " + request.note);
}

/// The latest deadline that a pause until `ends_at` can bring; nothing when the clock does not stand still.
std::optional<models::Time> promise_after(models::Transaction& tx, const WorkOrder& order,
                                          models::Time ends_at) {
  const auto* clock = order.clock(SlaTarget::resolve);
  if (clock == nullptr) return std::nullopt;
  auto copy = *clock;
  end_pause(tx.catalog(), copy, ends_at);
  return copy.due_at;
}

/// Lets the clocks stand still since `from`; what is late meanwhile stays late.
void pause_since(WorkOrder& order, models::Time from) {
  const auto before = order.clocks;
  pause_clocks(order, from);
  for (std::size_t i = 0; i < before.size(); ++i)
    if (before[i].breached_at) order.clocks[i] = before[i];
}

Result<void> stand_still(models::Transaction& tx, const models::Actor& actor, WorkOrder& order,
                         Request& request, const RequestReason& reason, models::Time now) {
  const auto kinds = askable(order);
  if (std::find(kinds.begin(), kinds.end(), request.kind) == kinds.end())
    return models::conflict("the work order is paused already, or no longer at work: refuse the request");
  if (order.pauses.size() >= most_pauses)
    return models::conflict("the work order was paused " + std::to_string(most_pauses) +
                            " times, the most it can be");
  const auto from = std::max(request.from.value_or(request.at), earliest_pause(order));
  request.from = from;
  request.ends_at = from + std::min(request.amount.value_or(reason.longest), reason.longest);
  if (*request.ends_at <= now)
    return models::conflict("what was asked for would be over already: refuse it, or let it be asked anew");
  if (request.review_at && *request.review_at <= now)
    return models::conflict("the date of the review has passed: refuse it, and let it be asked anew");

  Change change(tx, actor, now, order);
  order.pauses.push_back({request.reason, request.note, from, std::nullopt});
  pause_since(order, from);
  Details details{{"reason", request.reason},
                  {"request", request.id.text()},
                  {"ends_at", models::to_rfc3339(*request.ends_at)}};
  if (from < now) details.emplace_back("since", models::to_rfc3339(from));
  change.tell(EventKind::work_order_paused, details);
  auto about = EventKind::work_order_paused;
  if (request.kind == RequestKind::shelve) {
    about = EventKind::work_order_shelved;
    details.emplace_back("review_at", models::to_rfc3339(*request.review_at));
    change.tell(about, std::move(details));
  }
  change.inform(about, request.reason, promise_after(tx, order, *request.ends_at));
  change.keep();
  return {};
}

Result<void> extend(models::Transaction& tx, const models::Actor& actor, WorkOrder& order,
                    const Request& request, models::Time now) {
  Change change(tx, actor, now, order);
  auto* clock = order.clock(*request.target);
  if (clock == nullptr || clock->stopped_at || clock->breached_at)
    return models::conflict("the clock has stopped, or its limit has passed: it cannot be extended any more");
  const auto before = clock->due_at;
  extend_clock(tx.catalog(), *clock, *request.amount);
  change.tell(EventKind::sla_extended, {{"target", std::string(models::name(clock->target))},
                                        {"reason", request.reason},
                                        {"request", request.id.text()},
                                        {"amount", models::to_iso8601(*request.amount)},
                                        {"due_before", models::to_rfc3339(before)},
                                        {"due_at", models::to_rfc3339(clock->due_at)}});
  change.inform(EventKind::sla_extended, request.reason,
                clock->target == SlaTarget::resolve ? std::optional{clock->due_at} : std::nullopt);
  change.keep();
  return {};
}

Result<void> hand_over(models::Transaction& tx, const models::Actor& actor, WorkOrder& order,
                       const Request& request, const RequestReason& reason,
                       const std::optional<models::CrewId>& crew, models::Time now) {
  const Step step{actor, order.id, std::nullopt, now};
  auto sent = assign(tx, step, crew.value_or(request.proposed_crew), words(reason, request));
  if (!sent) return sent.error();
  order = *std::move(sent);
  for (const auto& report : reports_behind(tx, order))
    inform(tx, actor, now, EventKind::request_approved, report);
  return {};
}

}  // namespace

Details details_of(const Request& request) {
  Details details{{"request", request.id.text()},
                  {"kind", std::string(models::name(request.kind))},
                  {"reason", request.reason}};
  if (request.target) details.emplace_back("target", models::name(*request.target));
  if (request.amount) details.emplace_back("amount", models::to_iso8601(*request.amount));
  if (request.from && *request.from != request.at)
    details.emplace_back("back_dated_to", models::to_rfc3339(*request.from));
  if (request.review_at) details.emplace_back("review_at", models::to_rfc3339(*request.review_at));
  if (request.proposed_crew) details.emplace_back("proposed_crew", request.proposed_crew.text());
  if (request.kind == RequestKind::return_) details.emplace_back("first_crew", request.crew.text());
  return details;
}

models::Time earliest_pause(const WorkOrder& order) {
  auto earliest = order.assigned_at.value_or(order.opened_at);
  for (const auto& pause : order.pauses)
    if (pause.to) earliest = std::max(earliest, *pause.to);
  return earliest;
}

Result<void> check_amount(const std::vector<Request>& earlier, const Request& request,
                          const RequestReason& reason) {
  if (request.kind != RequestKind::extension) return {};
  auto granted = models::Duration{0};
  for (const auto& each : earlier)
    if (each.kind == RequestKind::extension && each.state == RequestState::approved &&
        each.target == request.target)
      granted += each.amount.value_or(models::Duration{0});
  if (granted + *request.amount <= reason.longest) return {};
  return models::invalid("amount", "out_of_range",
                         "with what was granted before (" + models::to_iso8601(granted) +
                             ") it is more than this reason allows, " + models::to_iso8601(reason.longest));
}

Result<void> take_effect(models::Transaction& tx, const models::Actor& actor, WorkOrder& order,
                         Request& request, const RequestReason& reason,
                         const std::optional<models::CrewId>& crew, models::Time now) {
  switch (request.kind) {
    case RequestKind::pause:
    case RequestKind::shelve:
      return stand_still(tx, actor, order, request, reason, now);
    case RequestKind::extension:
      return extend(tx, actor, order, request, now);
    case RequestKind::return_:
      return hand_over(tx, actor, order, request, reason, crew, now);
    case RequestKind::void_:
      break;
  }
  const auto cancelled = cancel(tx, Step{actor, order.id, std::nullopt, now}, words(reason, request));
  if (!cancelled) return cancelled.error();
  order = *cancelled;
  return {};
}

}  // namespace dispatch
