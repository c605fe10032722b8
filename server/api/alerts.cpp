#include "dispatch/closure.h"
#include "dispatch/escalation_chain.h"
#include "dispatch/permissions.h"
#include "dispatch/reach.h"
#include "server/api/codec_request.h"
#include "server/api/handlers.h"
#include "server/api/list_queries.h"
#include "server/api/problem.h"

// Who is told when nothing happens; and what an honest ending needs of checkers.
namespace api {
namespace {

using dispatch::Permission;

// Whoever is told nothing, and may not see all, has an empty list.
bool hears_nothing(const models::AlertQuery& query, const models::Actor& actor) {
  const bool lead = actor.role == models::Role::crew_lead;
  if (lead) return !actor.crew;
  return query.readers.empty() && !dispatch::may(actor, Permission::dashboard_read);
}

}  // namespace

models::Result<models::AlertQuery> alert_query(const http::Request& request, const models::Actor& actor) {
  models::AlertQuery query;
  const auto open = query_flag(request, "open", true);
  if (!open) return open.error();
  query.open = *open;
  const auto everybodys = query_flag(request, "everybodys");
  if (!everybodys) return everybodys.error();
  const bool may_see_all = dispatch::may(actor, Permission::dashboard_read);
  if (!*everybodys || !may_see_all) query.readers = dispatch::readers_of(actor);
  if (actor.role == models::Role::crew_lead) query.crew = actor.crew;
  query.reach = dispatch::reach_of(actor);
  const auto order = query_id<models::WorkOrderId>(request, "work_order");
  if (!order) return order.error();
  query.work_order = *order;
  if (const auto page = read_page(request, query); !page) return page.error();
  return query;
}

models::Result<models::RecheckQuery> recheck_query(const http::Request& request, const models::Actor& actor) {
  models::RecheckQuery query;
  const auto open = query_flag(request, "open", true);
  if (!open) return open.error();
  query.open = *open;
  query.reach = dispatch::reach_of(actor);
  if (const auto page = read_page(request, query); !page) return page.error();
  return query;
}

Reply list_alerts(Context& context, Call& call) {
  if (auto allowed = dispatch::require(call.actor, Permission::work_order_read); !allowed)
    co_return to_problem(allowed.error(), &call.request);
  const auto query = alert_query(call.request, call.actor);
  if (!query) co_return to_problem(query.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    models::Page<AlertView> page;
    if (hears_nothing(*query, who.actor)) return json_response(200, write(page));
    auto found = tx.escalations().search(*query);
    for (auto& alert : found.items) page.items.push_back(view(tx, std::move(alert), who.actor));
    page.next = std::move(found.next);
    return json_response(200, write(page));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply acknowledge_alert(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto note = parse_optional_note(call.request.body);
  if (!note) co_return to_problem(note.error(), &call.request);
  const auto id = models::AlertId::parse(call.request.param("id")).value_or(models::AlertId{});
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    auto alert = dispatch::acknowledge(tx, who.actor, id, *note, who.now);
    if (!alert) return alert.error();
    return json_response(200, write(view(tx, std::move(*alert), who.actor)));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply list_escalation_chains(Context& context, Call& call) {
  Rule rule = [](models::Transaction& tx, const Call& who) -> Answer {
    if (auto allowed = dispatch::require(who.actor, Permission::register_read); !allowed)
      return allowed.error();
    return json_response(200, write(dispatch::escalation_chains(tx)));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply save_escalation_chain(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto input = parse_chain(call.request.body, std::string(call.request.param("code")));
  if (!input) co_return to_problem(input.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const auto saved = dispatch::save_chain(tx, who.actor, *input);
    if (!saved) return saved.error();
    return json_response(200, write(*saved));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply list_rechecks(Context& context, Call& call) {
  // Crews must not learn what was drawn: only who reads the boards does.
  if (auto allowed = dispatch::require(call.actor, Permission::dashboard_read); !allowed)
    co_return to_problem(allowed.error(), &call.request);
  const auto query = recheck_query(call.request, call.actor);
  if (!query) co_return to_problem(query.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    models::Page<RecheckView> page;
    auto found = tx.rechecks().search(*query);
    for (auto& recheck : found.items) page.items.push_back(view(tx, std::move(recheck), who.actor));
    page.next = std::move(found.next);
    return json_response(200, write(page));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply recheck_work_order(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto version = expected_version(call.request);
  if (!version) co_return to_problem(version.error(), &call.request);
  const auto input = parse_recheck(call.request.body);
  if (!input) co_return to_problem(input.error(), &call.request);
  const auto id = models::WorkOrderId::parse(call.request.param("id")).value_or(models::WorkOrderId{});
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    auto done = dispatch::recheck(tx, {who.actor, id, *version, who.now}, input->passed, input->note);
    if (!done) return done.error();
    return json_response(200, write(view(tx, std::move(*done), who.actor)));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

}  // namespace api
