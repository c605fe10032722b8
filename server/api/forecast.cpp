#include "dispatch/assignment/breaches.h"

#include "models/names.h"
#include "server/api/codec_forecast.h"
#include "server/api/handlers.h"
#include "server/api/problem.h"

namespace api {
namespace {

models::Result<dispatch::ForecastQuery> query_of(const http::Request& request) {
  dispatch::ForecastQuery query;
  const auto order = query_id<models::WorkOrderId>(request, "work_order");
  if (!order) return order.error();
  query.order = *order;
  const auto crew = query_id<models::CrewId>(request, "crew");
  if (!crew) return crew.error();
  query.crew = *crew;
  query.village_code = request.query("village").value_or("");
  const auto limit = limit_of(request);
  if (!limit) return limit.error();
  query.limit = *limit;
  return query;
}

}  // namespace

Reply get_forecast(Context& context, Call& call) {
  const auto query = query_of(call.request);
  if (!query) co_return to_problem(query.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const auto forecast = dispatch::forecast_breaches(tx, who.actor, *query, who.now);
    if (!forecast) return forecast.error();
    return json_response(200, write(*forecast));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

}  // namespace api
