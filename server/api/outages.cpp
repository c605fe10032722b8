#include "dispatch/outages.h"

#include "dispatch/permissions.h"
#include "server/api/codec_desk.h"
#include "server/api/desk_handlers.h"
#include "server/api/list_queries.h"
#include "server/api/problem.h"

namespace api {
namespace {

models::OutageId id_of(const http::Request& request) {
  return models::OutageId::parse(request.param("id")).value_or(models::OutageId{});
}

OutageView brief(models::Transaction& tx, models::Outage outage) {
  OutageView view;
  if (const auto parent = tx.work_orders().find(outage.parent)) view.parent_number = parent->number;
  view.outage = std::move(outage);
  return view;
}

OutageView whole(models::Transaction& tx, models::Outage outage, const Call& who) {
  auto view = brief(tx, std::move(outage));
  Names names(tx, who.now);
  auto ids = view.outage.children;
  ids.insert(ids.begin(), view.outage.parent);
  for (const auto id : ids) {
    auto order = tx.work_orders().find(id);
    if (order && dispatch::may_see(who.actor, *order))
      view.orders.push_back(api::view(names, std::move(*order), who.actor));
  }
  return view;
}

}  // namespace

models::Result<models::OutageQuery> outage_query(const http::Request& request) {
  models::OutageQuery query;
  const auto running = query_flag(request, "running");
  if (!running) return running.error();
  query.running = *running;
  if (const auto page = read_page(request, query); !page) return page.error();
  return query;
}

Reply declare_outage(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  if (auto allowed = dispatch::require(call.actor, dispatch::Permission::work_order_assign); !allowed)
    co_return to_problem(allowed.error(), &call.request);
  const auto input = parse_outage(call.request.body);
  if (!input) co_return to_problem(input.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    auto outage = dispatch::declare_outage(tx, who.actor, *input, who.now);
    if (!outage) return outage.error();
    const auto id = outage->id.text();
    auto response = json_response(201, write(whole(tx, std::move(*outage), who)));
    response.header("Location", "/api/v1/outages/" + id);
    return response;
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply list_outages(Context& context, Call& call) {
  const auto query = outage_query(call.request);
  if (!query) co_return to_problem(query.error(), &call.request);
  const auto order = query_id<models::WorkOrderId>(call.request, "work_order");
  if (!order) co_return to_problem(order.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    if (auto allowed = dispatch::require(who.actor, dispatch::Permission::work_order_read); !allowed)
      return allowed.error();
    models::Page<models::Outage> found;
    if (*order) {
      if (auto one = tx.outages().running_of(*order)) found.items.push_back(std::move(*one));
    } else {
      found = tx.outages().search(*query);
    }
    models::Page<OutageView> page;
    for (auto& outage : found.items)
      if (dispatch::may_see(tx, who.actor, outage)) page.items.push_back(brief(tx, std::move(outage)));
    page.next = std::move(found.next);
    return json_response(200, write(page));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply get_outage(Context& context, Call& call) {
  const auto id = id_of(call.request);
  Rule rule = [id](models::Transaction& tx, const Call& who) -> Answer {
    if (auto allowed = dispatch::require(who.actor, dispatch::Permission::work_order_read); !allowed)
      return allowed.error();
    auto outage = tx.outages().find(id);
    if (!outage || !dispatch::may_see(tx, who.actor, *outage))
      return models::not_found("There is no such outage.");
    return json_response(200, write(whole(tx, std::move(*outage), who)));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply end_outage(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  if (auto allowed = dispatch::require(call.actor, dispatch::Permission::work_order_assign); !allowed)
    co_return to_problem(allowed.error(), &call.request);
  const auto id = id_of(call.request);
  const auto words = parse_outage_ending(call.request.body);
  if (!words) co_return to_problem(words.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    auto outage = dispatch::end_outage(tx, who.actor, id, *words, who.now);
    if (!outage) return outage.error();
    return json_response(200, write(whole(tx, std::move(*outage), who)));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

}  // namespace api
