#include "dispatch/assignment/planning.h"
#include "dispatch/permissions.h"
#include "server/api/codec_plan.h"
#include "server/api/codec_work_order.h"
#include "server/api/handlers.h"
#include "server/api/plan_labels.h"
#include "server/api/problem.h"

namespace api {
namespace {

constexpr auto usual_report = std::chrono::hours{24 * 30};
constexpr std::size_t longest_reason = 500;

models::WorkOrderId id_of(const http::Request& request) {
  return models::WorkOrderId::parse(request.param("id")).value_or(models::WorkOrderId{});
}

models::CrewId crew_of(models::Transaction& tx, const http::Request& request) {
  const auto crew = tx.crews().find_by_code(request.param("code"));
  return crew ? crew->id : models::CrewId{};
}

}  // namespace

Reply pin_work_order(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto version = expected_version(call.request);
  if (!version) co_return to_problem(version.error(), &call.request);
  const auto input = parse_pin(call.request.body);
  if (!input) co_return to_problem(input.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const dispatch::Step step{who.actor, id_of(who.request), *version, who.now};
    const auto pin = dispatch::pin(tx, step, input->crew, input->start, input->reason);
    if (!pin) return pin.error();
    return json_response(200, write(*pin));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply unpin_work_order(Context& context, Call& call) {
  const auto version = expected_version(call.request);
  if (!version) co_return to_problem(version.error(), &call.request);
  const std::string reason = call.request.query("reason").value_or("");
  if (reason.size() > longest_reason)
    co_return to_problem(models::invalid("reason", "too_long", "reason must have at most 500 bytes."),
                         &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const dispatch::Step step{who.actor, id_of(who.request), *version, who.now};
    auto order = dispatch::unpin(tx, step, reason);
    if (!order) return order.error();
    const auto new_version = order->version;
    Names names(tx, who.now);
    auto response = json_response(200, write(view(names, std::move(*order), who.actor)));
    response.header("ETag", etag(new_version));
    return response;
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply list_planning_rules(Context& context, Call& call) {
  Rule rule = [](models::Transaction& tx, const Call& who) -> Answer {
    if (auto allowed = dispatch::require(who.actor, dispatch::Permission::plan_read); !allowed)
      return allowed.error();
    return json_response(200, write(dispatch::visible_rules(who.actor, tx.plans().rules())));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply save_planning_rule(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto input = parse_planning_rule(call.request.body);
  if (!input) co_return to_problem(input.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const auto saved = dispatch::set_planning_mode(tx, who.actor, *input, who.now);
    if (!saved) return saved.error();
    return json_response(200, write(*saved));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply remove_planning_rule(Context& context, Call& call) {
  const auto text = [&](const char* name) { return call.request.query(name).value_or(""); };
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const auto gone = dispatch::remove_planning_mode(tx, who.actor, text("village"), text("class"),
                                                     text("reason"), who.now);
    if (!gone) return gone.error();
    return http::Response::empty(204);
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply send_crew_away(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto input = parse_absence(call.request.body);
  if (!input) co_return to_problem(input.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const auto crew = crew_of(tx, who.request);
    const auto away = dispatch::crew_unavailable(tx, who.actor, crew, input->until, input->reason, who.now);
    if (!away) return away.error();
    const auto labels = away->publication ? labels_of(tx, *away->publication) : OrderLabels{};
    return json_response(200, write(*away, labels));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply bring_crew_back(Context& context, Call& call) {
  Rule rule = [](models::Transaction& tx, const Call& who) -> Answer {
    const auto crew = crew_of(tx, who.request);
    if (auto back = dispatch::crew_available(tx, who.actor, crew, who.now); !back) return back.error();
    return http::Response::empty(204);
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply report_overrides(Context& context, Call& call) {
  const auto from = query_time(call.request, "from");
  if (!from) co_return to_problem(from.error(), &call.request);
  const auto to = query_time(call.request, "to");
  if (!to) co_return to_problem(to.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const auto end = to->value_or(who.now);
    const auto start = from->value_or(end - usual_report);
    const auto report = dispatch::report_overrides(tx, who.actor, start, end, who.now);
    if (!report) return report.error();
    return json_response(200, write(*report, labels_of(tx, *report)));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

}  // namespace api
