#include "dispatch/requests.h"

#include <algorithm>
#include <functional>

#include "dispatch/permissions.h"
#include "dispatch/reach.h"
#include "dispatch/request_reasons.h"
#include "models/names.h"
#include "server/api/codec_request.h"
#include "server/api/field_step.h"
#include "server/api/handlers.h"
#include "server/api/list_queries.h"
#include "server/api/problem.h"

// What is asked of another person about an order, who decides, and the shelf.
namespace api {
namespace {

using dispatch::Permission;

models::RequestId id_of(const http::Request& request) {
  return models::RequestId::parse(request.param("id")).value_or(models::RequestId{});
}

http::Response list(models::Transaction& tx, const models::RequestQuery& query, const models::Actor& actor) {
  models::Page<RequestView> page;
  if (dispatch::is_crew(actor.role) && !actor.crew) return json_response(200, write(page));
  auto found = tx.requests().search(query);
  for (auto& request : found.items) page.items.push_back(view(tx, std::move(request), actor));
  page.next = std::move(found.next);
  return json_response(200, write(page));
}

using Decide = std::function<models::Result<models::Request>(models::Transaction&, const Call&)>;

Reply decide(Context& context, Call& call, Decide verb) {
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    auto request = verb(tx, who);
    if (!request) return request.error();
    return json_response(200, write(view(tx, std::move(*request), who.actor)));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

}  // namespace

models::Result<models::RequestQuery> request_query(const http::Request& request, const models::Actor& actor) {
  models::RequestQuery query;
  if (const auto word = request.query("state"); word && !word->empty()) {
    query.state = models::parse<models::RequestState>(*word);
    if (!query.state)
      return models::invalid("state", "unknown",
                             "state must be pending, approved, refused, withdrawn or lapsed.");
  }
  if (const auto word = request.query("kind"); word && !word->empty()) {
    query.kind = models::parse<models::RequestKind>(*word);
    if (!query.kind)
      return models::invalid("kind", "unknown", "kind must be pause, extension, return, void or shelve.");
  }
  const auto order = query_id<models::WorkOrderId>(request, "work_order");
  if (!order) return order.error();
  query.work_order = *order;
  // A crew's list is its own, whatever it asked for.
  if (dispatch::is_crew(actor.role)) query.crew = actor.crew;
  query.reach = dispatch::reach_of(actor);
  // What a crew asked for stays in its list when the order has left it; a contractor's leaves with the order.
  if (!actor.contractor) query.reach.crew = {};
  if (const auto page = read_page(request, query); !page) return page.error();
  return query;
}

Reply ask_request(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto version = expected_version(call.request);
  if (!version) co_return to_problem(version.error(), &call.request);
  const auto input = parse_new_request(call.request.body);
  if (!input) co_return to_problem(input.error(), &call.request);
  const auto said = field_time(call);
  if (!said) co_return to_problem(said.error(), &call.request);
  const auto id = models::WorkOrderId::parse(call.request.param("id")).value_or(models::WorkOrderId{});
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const auto step =
        field_step(tx, {who.actor, id, *version, who.now}, *said, models::WorkOrderAction::pause);
    auto request = dispatch::ask(tx, step, *input);
    if (!request) return request.error();
    return json_response(201, write(view(tx, std::move(*request), who.actor)));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply list_requests(Context& context, Call& call) {
  if (auto allowed = dispatch::require(call.actor, Permission::work_order_read); !allowed)
    co_return to_problem(allowed.error(), &call.request);
  const auto query = request_query(call.request, call.actor);
  if (!query) co_return to_problem(query.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer { return list(tx, *query, who.actor); };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply list_shelf(Context& context, Call& call) {
  if (auto allowed = dispatch::require(call.actor, Permission::work_order_read); !allowed)
    co_return to_problem(allowed.error(), &call.request);
  auto query = request_query(call.request, call.actor);
  if (!query) co_return to_problem(query.error(), &call.request);
  query->kind = models::RequestKind::shelve;
  query->state.reset();
  query->running = true;
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer { return list(tx, *query, who.actor); };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply approve_request(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto input = parse_decision(call.request.body);
  if (!input) co_return to_problem(input.error(), &call.request);
  Decide verb = [&](models::Transaction& tx, const Call& who) {
    return dispatch::approve(tx, who.actor, id_of(who.request), input->note, input->crew, who.now);
  };
  auto response = co_await decide(context, call, std::move(verb));
  co_return response;
}

Reply refuse_request(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto note = parse_optional_note(call.request.body);
  if (!note) co_return to_problem(note.error(), &call.request);
  Decide verb = [&](models::Transaction& tx, const Call& who) {
    return dispatch::refuse(tx, who.actor, id_of(who.request), *note, who.now);
  };
  auto response = co_await decide(context, call, std::move(verb));
  co_return response;
}

Reply withdraw_request(Context& context, Call& call) {
  Decide verb = [](models::Transaction& tx, const Call& who) {
    return dispatch::withdraw(tx, who.actor, id_of(who.request), who.now);
  };
  auto response = co_await decide(context, call, std::move(verb));
  co_return response;
}

Reply list_request_reasons(Context& context, Call& call) {
  Rule rule = [](models::Transaction& tx, const Call& who) -> Answer {
    if (auto allowed = dispatch::require(who.actor, Permission::register_read); !allowed)
      return allowed.error();
    return json_response(200, write(dispatch::request_reasons(tx)));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply save_request_reason(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto input = parse_request_reason(call.request.body, std::string(call.request.param("code")));
  if (!input) co_return to_problem(input.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const auto saved = dispatch::save_reason(tx, who.actor, *input);
    if (!saved) return saved.error();
    return json_response(200, write(*saved));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

}  // namespace api
