#include <functional>

#include "dispatch/assignment/assign.h"
#include "dispatch/field_time.h"
#include "dispatch/lifecycle.h"
#include "dispatch/promises.h"
#include "server/api/codec_work_order.h"
#include "server/api/field_step.h"
#include "server/api/handlers.h"
#include "server/api/problem.h"

namespace api {
namespace {

using Action = models::WorkOrderAction;
using Verb = std::function<models::Result<models::WorkOrder>(models::Transaction&, const dispatch::Step&)>;

// What all steps share: which order and version, when it was taken, the verb inside the transaction, the
// order as it is now.
Reply step(Context& context, Call& call, Action action, Verb verb) {
  const auto version = expected_version(call.request);
  if (!version) co_return to_problem(version.error(), &call.request);
  const auto said = field_time(call);
  if (!said) co_return to_problem(said.error(), &call.request);
  const auto id = models::WorkOrderId::parse(call.request.param("id")).value_or(models::WorkOrderId{});
  std::optional<http::Response> told;
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const auto taken = field_step(tx, {who.actor, id, *version, who.now}, *said, action);
    auto order = verb(tx, taken);
    if (!order && *said) {
      told = what_happened(tx, taken, order.error(), who.request);
      if (auto merged = dispatch::merge_step(tx, taken, action)) order = *std::move(merged);
    }
    if (!order) return order.error();
    told.reset();
    const auto new_version = order->version;
    Names names(tx, who.now);
    auto order_view = view(names, std::move(*order), who.actor);
    models::WorkOrderQuery children;
    children.parent = id;
    for (const auto& child : tx.work_orders().search(children).items)
      order_view.child_ids.push_back(child.id.text());
    auto response = json_response(200, write(order_view));
    response.header("ETag", etag(new_version));
    return response;
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  if (told && response.status >= 400 && response.status < 500) co_return *told;
  co_return response;
}

// A step that needs a body: read it first, then as above.
template <class Input, class Apply>
Reply step_with(Context& context, Call& call, Action action,
                models::Result<Input> (*parse)(const std::string&), Apply apply) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto input = parse(call.request.body);
  if (!input) co_return to_problem(input.error(), &call.request);
  Verb verb = [&](models::Transaction& tx, const dispatch::Step& taken) { return apply(tx, taken, *input); };
  auto response = co_await step(context, call, action, std::move(verb));
  co_return response;
}

using dispatch::Step;
using models::Transaction;

}  // namespace

Reply assign_work_order(Context& context, Call& call) {
  return step_with(context, call, Action::assign, parse_assignment,
                   [](Transaction& tx, const Step& taken, const NewAssignment& input) {
                     return dispatch::assign(tx, taken, input.crew, input.reason);
                   });
}

Reply accept_work_order(Context& context, Call& call) {
  return step(context, call, Action::accept, dispatch::accept);
}
Reply contact_reporter(Context& context, Call& call) {
  return step(context, call, Action::contact, dispatch::contact);
}
Reply make_work_order_safe(Context& context, Call& call) {
  return step(context, call, Action::make_safe, dispatch::make_safe);
}
Reply resume_work_order(Context& context, Call& call) {
  return step(context, call, Action::resume, dispatch::resume);
}

Reply arrive_at_work_order(Context& context, Call& call) {
  return step_with(context, call, Action::arrive, parse_arrival,
                   [](Transaction& tx, const Step& taken, const std::optional<models::Position>& position) {
                     return dispatch::arrive(tx, taken, position);
                   });
}

Reply pause_work_order(Context& context, Call& call) {
  return step_with(context, call, Action::pause, parse_pause,
                   [](Transaction& tx, const Step& taken, const NewPause& input) {
                     return dispatch::pause(tx, taken, input.reason, input.note);
                   });
}

Reply recount_work_order(Context& context, Call& call) {
  return step_with(context, call, Action::note, parse_reason,
                   [](Transaction& tx, const Step& taken, const std::string& reason) {
                     return dispatch::recount(tx, taken, reason);
                   });
}

Reply resolve_work_order(Context& context, Call& call) {
  return step_with(context, call, Action::resolve, parse_resolution,
                   [](Transaction& tx, const Step& taken,
                      const NewResolution& input) -> models::Result<models::WorkOrder> {
                     auto resolved = dispatch::resolve(tx, taken, input.outcome, input.cause, input.action);
                     if (!resolved) return resolved.error();
                     return std::move(resolved->work_order);
                   });
}

Reply close_work_order(Context& context, Call& call) {
  return step_with(context, call, Action::close, parse_closure,
                   [](Transaction& tx, const Step& taken, const NewClosure& input) {
                     return dispatch::close(tx, taken, input.confirmed, input.method, input.note);
                   });
}

Reply reopen_work_order(Context& context, Call& call) {
  return step_with(context, call, Action::reopen, parse_reason,
                   [](Transaction& tx, const Step& taken, const std::string& reason) {
                     return dispatch::reopen(tx, taken, reason);
                   });
}

Reply cancel_work_order(Context& context, Call& call) {
  return step_with(context, call, Action::cancel, parse_reason,
                   [](Transaction& tx, const Step& taken, const std::string& reason) {
                     return dispatch::cancel(tx, taken, reason);
                   });
}

}  // namespace api
