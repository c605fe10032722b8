#include "dispatch/assignment/breaches.h"
#include "models/names.h"
#include "server/api/codec_forecast.h"
#include "server/api/forecast_desk.h"
#include "server/api/handlers.h"
#include "server/api/problem.h"
#include "server/storage/database.h"

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

/// Everything that an answer depends on: how far the database is, also by the hands of another server; the
/// minute; who asks and for what.
///
/// Shape   commits: read before the snapshot was taken, so that no older one is kept under it
std::string key_of(models::Transaction& tx, std::uint64_t commits, const Call& call) {
  const auto& who = call.actor;
  std::string key = std::to_string(commits);
  const auto add = [&key](const std::string& part) { key.append("\n").append(part); };
  add(tx.events().last().text());
  add(std::to_string(models::to_unix(call.now) / 60));
  add(who.account.text() + "/" + std::string(models::name(who.role)) + "/" + who.crew.text() + "/" +
      std::to_string(static_cast<int>(who.scope)) + "/" + std::to_string(static_cast<int>(who.owed)));
  for (const auto* limits : {&who.villages, &who.classes}) {
    add(who.contractor ? "contractor" : "");
    for (const auto& limit : *limits) add(limit);
  }
  add(call.request.target);
  return key;
}

}  // namespace

Reply get_forecast(Context& context, Call& call) {
  const auto query = query_of(call.request);
  if (!query) co_return to_problem(query.error(), &call.request);
  auto& desk = *context.forecasts;
  const auto commits = context.database.figures().commits;
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const auto key = key_of(tx, commits, who);
    if (auto answer = desk.find(key)) return json_response(200, std::move(*answer));
    const auto past = desk.last_days(tx, who.now);
    const auto forecast = dispatch::forecast_breaches(tx, who.actor, *query, *past, who.now);
    if (!forecast) return forecast.error();
    auto answer = write(*forecast);
    desk.keep(key, answer);
    return json_response(200, std::move(answer));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

}  // namespace api
