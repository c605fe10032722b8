#include "server/api/field_step.h"

#include "dispatch/permissions.h"
#include "server/api/codec_problem.h"
#include "server/api/problem.h"

namespace api {

models::Result<std::optional<models::Time>> field_time(const Call& call) {
  const auto header = call.request.header("Field-Time");
  if (!header) return std::optional<models::Time>{};
  if (!dispatch::is_crew(call.actor.role))
    return models::invalid("Field-Time", "not_allowed",
                           "Field-Time is for crews, who work without a network: leave it out.");
  const auto time = models::parse_rfc3339(*header);
  if (!time)
    return models::invalid("Field-Time", "bad_format",
                           "Field-Time must be a time such as 2026-11-23T08:15:00Z.");
  return time;
}

dispatch::Step field_step(models::Transaction& tx, dispatch::Step step,
                          const std::optional<models::Time>& said, models::WorkOrderAction action) {
  if (!said) return step;
  const auto order = tx.work_orders().find(step.work_order);
  return order ? dispatch::taken_at(*order, std::move(step), *said, action) : step;
}

std::optional<http::Response> what_happened(models::Transaction& tx, const dispatch::Step& step,
                                            const models::Error& refusal, const http::Request& request) {
  using models::ErrorCode;
  if (refusal.code != ErrorCode::not_found && refusal.code != ErrorCode::conflict) return std::nullopt;
  const auto order = tx.work_orders().find(step.work_order);
  if (!order || !dispatch::had_in_hand(tx, step.actor, order->id)) return std::nullopt;
  Problem problem;
  problem.status = 409;
  Meanwhile meanwhile;
  if (order->state == models::WorkOrderState::cancelled) {
    problem.code = "cancelled";
    problem.detail = "The order was cancelled meanwhile: leave a note of what you did.";
    meanwhile.at = models::to_rfc3339(order->changed_at);
    meanwhile.reason = order->cancellation_reason;
  } else if (order->crew != step.actor.crew) {
    problem.code = "reassigned";
    problem.detail = "The order went to another crew meanwhile: leave a note of what you did.";
    if (const auto crew = tx.crews().find(order->crew)) meanwhile.crew = crew->name;
    meanwhile.at = models::to_rfc3339(order->assigned_at.value_or(order->changed_at));
  } else {
    return std::nullopt;
  }
  problem.meanwhile = std::move(meanwhile);
  return to_problem(std::move(problem), &request);
}

}  // namespace api
