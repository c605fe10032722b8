#pragma once
#include <algorithm>
#include <string>
#include <vector>

#include "server/api/handlers.h"
#include "server/api/problem.h"

// What the endpoints of exports and of imports have in common. A kind of job says `Row`, `Id`, `one`
// ("export"), `none_here`, `runner(context)`, `store(tx)`, `may(actor)` and `may_see(actor, row)`.
namespace api {

/// A job as its asker sees it.
///
/// Shape   rows: how far it is, while it is under way
template <class Row>
struct JobView {
  Row one;
  std::optional<std::int64_t> rows;
  models::Time gone_at{};
};

template <class Kind>
JobView<typename Kind::Row> view_of(const Context& context, typename Kind::Row one) {
  const auto& runner = *Kind::runner(context);
  JobView<typename Kind::Row> view;
  view.gone_at = one.ended_at.value_or(models::Time{}) + runner.limits().kept;
  if (!one.ended()) view.rows = runner.progress(one.id);
  view.one = std::move(one);
  return view;
}

template <class Kind>
http::Response none_here(const http::Request& request) {
  return to_problem(503, Kind::none_here, &request);
}

/// Stores a job that waits, unless too many do.
///
/// Errors  conflict, unavailable
template <class Kind>
models::Result<typename Kind::Row> store_job(models::Transaction& tx, const Context& context,
                                             typename Kind::Row row) {
  const auto& limits = Kind::runner(context)->limits();
  const auto waiting = Kind::store(tx).unfinished();
  const auto own = std::count_if(waiting.begin(), waiting.end(),
                                 [&](const auto& each) { return each.account == row.account; });
  const std::string many = std::string(Kind::one) + "s";
  if (own >= limits.per_account)
    return models::conflict("You have " + std::to_string(own) + " " + many +
                            " under way: wait for one, or cancel it.");
  if (static_cast<int>(waiting.size()) >= limits.waiting)
    return models::Error{models::ErrorCode::unavailable,
                         "Too many " + many + " are waiting: try again later."};
  row.id = Kind::store(tx).insert(row);
  return row;
}

/// Only whoever asked for it knows that there is one; somebody's rights may have changed since.
template <class Kind>
models::Result<typename Kind::Row> find_own(models::Transaction& tx, const Call& who) {
  if (auto allowed = Kind::may(who.actor); !allowed) return allowed.error();
  const auto id = Kind::Id::parse(who.request.param("id")).value_or(typename Kind::Id{});
  auto row = Kind::store(tx).find(id);
  if (!row || row->account != who.actor.account || !Kind::may_see(who.actor, *row))
    return models::not_found("There is no such " + std::string(Kind::one) + ".");
  return *std::move(row);
}

template <class Kind>
http::Response taken(const Context& context, const typename Kind::Row& row) {
  auto response = json_response(202, write(view_of<Kind>(context, row)));
  response.header("Location", "/api/v1/" + std::string(Kind::one) + "s/" + row.id.text());
  return response;
}

template <class Kind>
Reply list_jobs(Context& context, Call& call) {
  constexpr int most_listed = 20;
  if (!Kind::runner(context)) co_return none_here<Kind>(call.request);
  Rule rule = [&context](models::Transaction& tx, const Call& who) -> Answer {
    if (auto allowed = Kind::may(who.actor); !allowed) return allowed.error();
    std::vector<JobView<typename Kind::Row>> views;
    for (auto& row : Kind::store(tx).of_account(who.actor.account, most_listed))
      if (Kind::may_see(who.actor, row)) views.push_back(view_of<Kind>(context, std::move(row)));
    return json_response(200, write(views));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

template <class Kind>
Reply get_job(Context& context, Call& call) {
  if (!Kind::runner(context)) co_return none_here<Kind>(call.request);
  Rule rule = [&context](models::Transaction& tx, const Call& who) -> Answer {
    auto row = find_own<Kind>(tx, who);
    if (!row) return row.error();
    return json_response(200, write(view_of<Kind>(context, *std::move(row))));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

}  // namespace api
