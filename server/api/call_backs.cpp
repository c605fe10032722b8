#include "dispatch/call_backs.h"
#include "dispatch/masking.h"
#include "server/api/codec_call_back.h"
#include "server/api/codec_report.h"
#include "server/api/handlers.h"
#include "server/api/problem.h"

// Whom the desk asks on the telephone whether it is solved, and what came of it.
namespace api {

Reply list_call_backs(Context& context, Call& call) {
  const auto limit = limit_of(call.request);
  if (!limit) co_return to_problem(limit.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const auto& rules = context.settings.call_backs;
    auto list = dispatch::list_call_backs(tx, who.actor, who.now, rules);
    if (!list) return list.error();
    Names names(tx, who.now);
    std::vector<CallBackView> views;
    for (auto& one : list->items) {
      if (static_cast<int>(views.size()) >= *limit) break;
      CallBackView view;
      view.order = brief(tx, one.order.id, who.actor);
      one.report = api::view(names, std::move(one.report)).report;
      view.one = std::move(one);
      views.push_back(std::move(view));
    }
    return json_response(200, write(*list, views, rules));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply record_callback(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto input = parse_callback(call.request.body);
  if (!input) co_return to_problem(input.error(), &call.request);
  const auto id = models::ReportId::parse(call.request.param("id")).value_or(models::ReportId{});
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const auto& rules = context.settings.call_backs;
    auto report = input->later_at
                      ? dispatch::put_off_callback(tx, who.actor, id, *input->later_at, who.now, rules)
                      : dispatch::record_callback(tx, who.actor, id, input->verdict, who.now, rules);
    if (!report) return report.error();
    Names names(tx, who.now);
    return json_response(200, write(view(names, std::move(*report))));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

}  // namespace api
