#include "dispatch/caller.h"
#include "dispatch/masking.h"
#include "dispatch/permissions.h"
#include "server/api/codec_desk.h"
#include "server/api/desk_handlers.h"
#include "server/api/list_queries.h"
#include "server/api/problem.h"

// Calls that the telephone system tells of, and who may be on the line.
namespace api {
namespace {

models::PhoneCallId id_of(const http::Request& request) {
  return models::PhoneCallId::parse(request.param("id")).value_or(models::PhoneCallId{});
}

// An answer with a number in clear is not kept for a repeated request: these changes may be sent twice
// anyway.
void keep_no_answer(http::Request& request) {
  std::erase_if(request.headers,
                [](const http::Field& field) { return http::same_name(field.first, "Idempotency-Key"); });
}

HouseholdView masked(models::Transaction& tx, dispatch::Household household, const Call& who) {
  HouseholdView view;
  Names names(tx, who.now);
  for (auto& facility : household.facilities)
    view.facilities.push_back({dispatch::masked(std::move(facility)), {}});
  for (auto& report : household.reports) view.reports.push_back(api::view(names, std::move(report)));
  for (auto& order : household.open_orders)
    view.open_orders.push_back(api::view(names, std::move(order), who.actor));
  return view;
}

}  // namespace

models::Result<models::PhoneCallQuery> phone_call_query(const http::Request& request) {
  models::PhoneCallQuery query;
  const auto waiting = query_flag(request, "waiting");
  if (!waiting) return waiting.error();
  query.waiting = *waiting;
  const auto since = query_time(request, "since");
  if (!since) return since.error();
  query.since = *since;
  if (const auto page = read_page(request, query); !page) return page.error();
  return query;
}

Reply receive_call(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  if (auto allowed = dispatch::require(call.actor, dispatch::Permission::report_triage); !allowed)
    co_return to_problem(allowed.error(), &call.request);
  const auto told = parse_call(call.request.body);
  if (!told) co_return to_problem(told.error(), &call.request);
  keep_no_answer(call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const auto kept = dispatch::receive_call(tx, who.actor, *told, who.now);
    if (!kept) return kept.error();
    return json_response(kept->is_new ? 201 : 200, write(kept->call));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply list_calls(Context& context, Call& call) {
  const auto query = phone_call_query(call.request);
  if (!query) co_return to_problem(query.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    if (auto allowed = dispatch::require(who.actor, dispatch::Permission::report_triage); !allowed)
      return allowed.error();
    return json_response(200, write(tx.phone_calls().search(*query)));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply take_call(Context& context, Call& call) {
  const auto id = id_of(call.request);
  keep_no_answer(call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const auto taken = dispatch::take_call(tx, who.actor, id, who.now);
    if (!taken) return taken.error();
    return json_response(200, write(*taken, true));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply link_call(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  if (auto allowed = dispatch::require(call.actor, dispatch::Permission::report_triage); !allowed)
    co_return to_problem(allowed.error(), &call.request);
  const auto id = id_of(call.request);
  const auto report = parse_call_report(call.request.body);
  if (!report) co_return to_problem(report.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const auto linked = dispatch::link_call(tx, who.actor, id, *report);
    if (!linked) return linked.error();
    return json_response(200, write(*linked));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

// POST, so that the number stands in no address and no log.
Reply look_up_caller(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  if (auto allowed = dispatch::require(call.actor, dispatch::Permission::report_triage); !allowed)
    co_return to_problem(allowed.error(), &call.request);
  const auto phone = parse_phone(call.request.body);
  if (!phone) co_return to_problem(phone.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    auto household = dispatch::find_household(tx, who.actor, *phone);
    if (!household) return household.error();
    return json_response(200, write(masked(tx, std::move(*household), who)));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

}  // namespace api
