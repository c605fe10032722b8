#include "dispatch/city_orders.h"

#include <algorithm>

#include "dispatch/masking.h"
#include "dispatch/permissions.h"
#include "server/api/city_order_handlers.h"
#include "server/api/codec_city_order.h"
#include "server/api/list_queries.h"
#include "server/api/problem.h"
#include "server/auth/tokens.h"
#include "server/town/city_order_table.h"

namespace api {
namespace {

using dispatch::Permission;

constexpr std::size_t most_named = 200;  // wrong fields in one answer

CityOrderItem item_of(models::Transaction& tx, Names& names, dispatch::CityOrderView view) {
  CityOrderItem item{{}, api::view(names, view.report), {}};
  view.order.title = dispatch::mask_numbers(view.order.title);
  for (const auto& one : view.duplicates)
    if (const auto order = tx.work_orders().find(one.work_order))
      item.order_numbers.emplace(order->id, order->number);
  item.view = std::move(view);
  return item;
}

std::string written(models::Transaction& tx, const town::CityOrderImport& result, bool done,
                    models::Time now) {
  Names names(tx, now);
  std::vector<CityOrderFound> found;
  for (const auto& one : result.findings)
    found.push_back({one.line, item_of(tx, names, one.view), one.differing});
  return write(result, found, done);
}

models::Error refusal_of(const std::vector<town::ImportError>& errors) {
  models::Error error{models::ErrorCode::invalid,
                      "Nothing was taken in: the file has wrong rows. Mend them, or try a dry run first."};
  for (const auto& one : errors) {
    if (error.fields.size() >= most_named) break;
    auto field = one.error;
    field.field = "line " + std::to_string(one.line) + ": " + field.field;
    error.fields.push_back(std::move(field));
  }
  return error;
}

models::Result<town::TableForm> form_of(const http::Request& request) {
  const auto text = request.query("format").value_or("xlsx");
  if (text == "xlsx") return town::TableForm::xlsx;
  if (text == "csv") return town::TableForm::csv;
  return models::invalid("format", "unknown", "format must be xlsx or csv.");
}

http::Response file_of(models::Transaction& tx, const Context& context,
                       const std::vector<dispatch::CityOrderView>& views, town::TableForm form) {
  std::vector<std::string> crews;
  for (const auto& view : views) {
    const auto crew = view.work_order ? tx.crews().find(view.work_order->crew) : std::nullopt;
    crews.push_back(crew ? crew->name.zh : "");
  }
  const bool csv = form == town::TableForm::csv;
  auto response = http::Response::make(
      200,
      csv ? "text/csv; charset=utf-8" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      town::write_city_feedback(views, crews, form, context.settings.utc_offset_seconds));
  response.header("Content-Disposition", csv ? "attachment; filename=\"12345-feedback.csv\""
                                             : "attachment; filename=\"12345-feedback.xlsx\"");
  response.header("Cache-Control", "no-store");
  response.header("X-Row-Count", std::to_string(views.size()));
  return response;
}

}  // namespace

models::Result<models::CityOrderQuery> city_order_query(const http::Request& request) {
  models::CityOrderQuery query;
  const auto open = query_flag(request, "open");
  if (!open) return open.error();
  query.open = *open;
  if (const auto page = read_page(request, query); !page) return page.error();
  return query;
}

Reply list_city_orders(Context& context, Call& call) {
  const auto query = city_order_query(call.request);
  if (!query) co_return to_problem(query.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    auto found = dispatch::list_city_orders(tx, who.actor, *query, who.now);
    if (!found) return found.error();
    Names names(tx, who.now);
    models::Page<CityOrderItem> page;
    for (auto& view : found->items) page.items.push_back(item_of(tx, names, std::move(view)));
    page.next = std::move(found->next);
    return json_response(200, write(page));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply take_city_order(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  if (auto allowed = dispatch::require(call.actor, Permission::report_triage); !allowed)
    co_return to_problem(allowed.error(), &call.request);
  const auto input = parse_city_order(call.request.body);
  if (!input) co_return to_problem(input.error(), &call.request);
  const auto token = auth::new_report_token();
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    auto taken =
        dispatch::take_city_order(tx, who.actor, *input, dispatch::words_of_town(tx), token, who.now);
    if (!taken) return taken.error();
    const auto id = taken->report.id.text();
    Names names(tx, who.now);
    const auto item =
        item_of(tx, names, dispatch::look_at(tx, who.actor, taken->order, taken->report, who.now));
    const bool fresh = taken->change == dispatch::CityOrderChange::inserted;
    auto response = json_response(fresh ? 201 : 200, write(item, taken->change, taken->differing));
    response.header("Location", "/api/v1/reports/" + id);
    return response;
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

namespace {

// Runs the very import and undoes it, so that a dry run cannot find less than the import would.
Reply try_import(Context& context, Call& call, const town::CityOrderTable& table) {
  http::Response response;
  std::function<bool(models::Transaction&)> work = [&](models::Transaction& tx) {
    const auto result = town::import_city_orders(
        tx, call.actor, table, [] { return auth::new_report_token(); }, call.now);
    response = result ? json_response(200, written(tx, *result, false, call.now))
                      : to_problem(result.error(), &call.request);
    return false;
  };
  co_await run_write(context, std::move(work));
  co_return response;
}

}  // namespace

Reply import_city_orders(Context& context, Call& call) {
  if (auto allowed = dispatch::require(call.actor, Permission::report_triage); !allowed)
    co_return to_problem(allowed.error(), &call.request);
  const auto dry = query_flag(call.request, "dry_run");
  if (!dry) co_return to_problem(dry.error(), &call.request);
  town::CityOrderTable table;
  std::optional<models::Error> unreadable;
  try {
    table = town::read_city_orders(call.request.body, context.settings.utc_offset_seconds);
  } catch (const town::TableError& wrong) {
    const auto line = wrong.line() == 0 ? std::string("file") : "line " + std::to_string(wrong.line());
    unreadable = models::invalid(line, "bad_format", wrong.what());
  }
  if (unreadable) co_return to_problem(*unreadable, &call.request);
  if (*dry) {
    auto tried = co_await try_import(context, call, table);
    co_return tried;
  }
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    auto result = town::import_city_orders(
        tx, who.actor, table, [] { return auth::new_report_token(); }, who.now);
    if (!result) return result.error();
    if (!result->errors.empty()) return refusal_of(result->errors);
    return json_response(200, written(tx, *result, true, who.now));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply get_city_feedback(Context& context, Call& call) {
  const auto form = form_of(call.request);
  if (!form) co_return to_problem(form.error(), &call.request);
  const auto from = query_time(call.request, "from");
  if (!from) co_return to_problem(from.error(), &call.request);
  const auto to = query_time(call.request, "to");
  if (!to) co_return to_problem(to.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const auto views = dispatch::city_feedback(tx, who.actor, *from, *to);
    if (!views) return views.error();
    return file_of(tx, context, *views, *form);
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply give_city_feedback(Context& context, Call& call) {
  const auto form = form_of(call.request);
  if (!form) co_return to_problem(form.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const auto views = dispatch::city_feedback(tx, who.actor, std::nullopt, std::nullopt);
    if (!views) return views.error();
    auto response = file_of(tx, context, *views, *form);
    dispatch::mark_told(tx, *views, who.now);
    return response;
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

}  // namespace api
