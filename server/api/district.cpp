#include <algorithm>

#include "dispatch/permissions.h"
#include "server/api/codec_district.h"
#include "server/api/district_handlers.h"
#include "server/api/problem.h"

namespace api {
namespace {

/// What lies outside an account's towns is not there.
bool sees(const models::Actor& actor, const std::string& code) {
  return actor.towns.empty() || std::ranges::find(actor.towns, code) != actor.towns.end();
}

models::Result<void> allowed(const Context& context, const Call& call) {
  if (auto may = dispatch::require(call.actor, dispatch::Permission::dashboard_read); !may)
    return may.error();
  if (context.district == nullptr)
    return models::not_found("This installation is no district's: its setting district.board is false.");
  return {};
}

models::Result<bool> late_of(const http::Request& request) {
  const auto which = request.query("which").value_or("late");
  if (which == "late") return true;
  if (which == "soon") return false;
  return models::invalid("which", "unknown", "which must be late or soon.");
}

http::Response no_answer(const std::string& problem, const http::Request& request) {
  if (problem == "no_answer")
    return to_problem(503, "The town's database does not answer: try again soon.", &request);
  const auto detail = problem == "no_schema"       ? "The database has no schema of this town."
                      : problem == "no_right"      ? "The district may not look into this town's schema."
                      : problem == "other_version" ? "The town's schema is of another version of the program."
                                                   : "The town could not be read.";
  return to_problem(503, detail, &request);
}

}  // namespace

Reply get_district(Context& context, Call& call) {
  if (auto good = allowed(context, call); !good) co_return to_problem(good.error(), &call.request);
  auto rows = context.district->rows();
  std::erase_if(rows, [&](const district::TownRow& row) { return !sees(call.actor, row.town.code); });
  co_return json_response(200, write_district(rows, call.now, context.district->soon()));
}

Reply list_town_orders(Context& context, Call& call) {
  if (auto good = allowed(context, call); !good) co_return to_problem(good.error(), &call.request);
  const std::string code(call.request.param("code"));
  const auto rows = context.district->rows();
  const auto row = std::ranges::find_if(rows, [&](const auto& one) { return one.town.code == code; });
  const auto neighbour = context.district->neighbour(code);
  if (row == rows.end() || !neighbour || !sees(call.actor, code))
    co_return to_problem(models::not_found("There is no such town."), &call.request);
  const auto late = late_of(call.request);
  if (!late) co_return to_problem(late.error(), &call.request);
  const auto limit = limit_of(call.request);
  if (!limit) co_return to_problem(limit.error(), &call.request);
  models::TownOrderQuery query{call.now, call.now + context.district->soon(), *late,
                               call.request.query("cursor").value_or(""), *limit};
  models::Page<models::TownOrder> page;
  std::function<void(models::Transaction&)> work = [&](models::Transaction& tx) {
    page = tx.towns().orders(query);
  };
  std::exception_ptr failure;
  try {
    co_await run_read(*neighbour, std::move(work));
  } catch (const std::invalid_argument&) {
    co_return to_problem(
        models::invalid("cursor", "bad_format", "cursor must be the `next` of the page before."),
        &call.request);
  } catch (...) {
    failure = std::current_exception();
  }
  if (failure) co_return no_answer(district::problem_of(failure), call.request);
  co_return json_response(200, write(page, row->town, call.now));
}

}  // namespace api
