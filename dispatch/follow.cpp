#include "dispatch/follow.h"

#include "dispatch/change.h"
#include "dispatch/escalation_chain.h"
#include "models/names.h"

namespace dispatch {
namespace {

using models::EventKind;
using models::RequestState;

void lapse_requests(models::Transaction& tx, const models::Actor& actor, models::Time now,
                    const models::WorkOrder& order) {
  for (auto& request : tx.requests().of_work_order(order.id)) {
    if (request.state != RequestState::pending) continue;
    request.state = RequestState::lapsed;
    request.decided_at = now;
    tx.requests().update(request);
    tell(tx, actor, now, EventKind::request_lapsed, order,
         {{"request", request.id.text()}, {"kind", std::string(models::name(request.kind))}});
  }
}

void end_running(models::Transaction& tx, models::Time now, const models::WorkOrder& order) {
  auto request = running_request(tx, order.id);
  if (!request) return;
  const bool known = !order.pauses.empty() && order.pauses.back().to;
  request->ended_at = known ? *order.pauses.back().to : now;
  tx.requests().update(*request);
}

}  // namespace

std::optional<models::Request> running_request(models::Transaction& tx, models::WorkOrderId order) {
  for (auto& request : tx.requests().of_work_order(order))
    if (request.state == RequestState::approved && request.stands_still() && !request.ended_at)
      return std::move(request);
  return std::nullopt;
}

void follow(models::Transaction& tx, const models::Actor& actor, models::Time now, EventKind kind,
            const models::WorkOrder& order, const std::vector<std::pair<std::string, std::string>>& details) {
  switch (kind) {
    case EventKind::work_order_resumed:
      end_running(tx, now, order);
      break;
    case EventKind::work_order_resolved:
    case EventKind::work_order_cancelled:
      lapse_requests(tx, actor, now, order);
      break;
    default:
      break;
  }
  follow_escalation(tx, now, kind, order, details);
}

}  // namespace dispatch
