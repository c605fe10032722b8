#include "dispatch/exports.h"
#include "dispatch/reach.h"
#include "models/names.h"
#include "server/api/codec_export.h"
#include "server/api/export_handlers.h"
#include "server/api/list_queries.h"
#include "server/api/problem.h"
#include "server/exports/runner.h"
#include "server/http/static_files.h"

namespace api {
namespace {

using models::ExportFormat;
using models::ExportList;

/// See jobs.h.
struct Kind {
  using Row = models::Export;
  using Id = models::ExportId;
  static constexpr std::string_view one = "export", none_here = "This server makes no exports.";
  static exports::Runner* runner(const Context& context) { return context.exports; }
  static models::ExportStore& store(models::Transaction& tx) { return tx.exports(); }
  static models::Result<void> may(const models::Actor&) { return {}; }
  static bool may_see(const models::Actor& actor, const Row& row) {
    return dispatch::may_export(actor, row.list, row.format).has_value();
  }
};

/// The rows that were asked for, and how many they are.
struct Asked {
  std::unique_ptr<exports::Rows> rows;
  std::optional<std::int64_t> count;
};

template <class Query>
models::Result<std::unique_ptr<exports::Rows>> rows_of(const models::Result<Query>& query,
                                                       std::unique_ptr<exports::Rows> (*make)(Query)) {
  if (!query) return query.error();
  return make(*query);
}

/// The same, of a list whose rows are not all for everybody.
template <class Query>
models::Result<std::unique_ptr<exports::Rows>> rows_of(const models::Result<Query>& query,
                                                       std::unique_ptr<exports::Rows> (*make)(Query,
                                                                                              models::Actor),
                                                       const models::Actor& actor) {
  if (!query) return query.error();
  return make(*query, actor);
}

/// Rows of the lists that a desk and an office work through.
models::Result<std::unique_ptr<exports::Rows>> make_desk_rows(const Context& context, const Call& who,
                                                              ExportList list, const http::Request& request) {
  switch (list) {
    case ExportList::requests:
      return rows_of(request_query(request, who.actor), exports::request_rows);
    case ExportList::alerts:
      return rows_of(alert_query(request, who.actor), exports::alert_rows);
    case ExportList::rechecks:
      return rows_of(recheck_query(request, who.actor), exports::recheck_rows);
    case ExportList::outages:
      return rows_of(outage_query(request), exports::outage_rows, who.actor);
    case ExportList::calls:
      return rows_of(phone_call_query(request), exports::call_rows);
    case ExportList::deliveries:
      return rows_of(delivery_query(request), exports::delivery_rows);
    case ExportList::transfers:
      return rows_of(transfer_query(request), exports::transfer_rows, who.actor);
    case ExportList::accounts:
      return rows_of(account_query(request), exports::account_rows);
    case ExportList::readings:
      return exports::reading_rows();
    default:
      break;
  }
  return exports::call_back_rows(who.actor, who.now, context.settings.call_backs);
}

models::Result<std::unique_ptr<exports::Rows>> make_rows(models::Transaction& tx, const Context& context,
                                                         const Call& who, const NewExport& input) {
  // The same words as in the list's address mean the same.
  http::Request request;
  for (const auto& [name, value] : input.filters) request.query_parameters.emplace_back(name, value);
  switch (input.list) {
    case ExportList::work_orders:
      return rows_of(work_order_query(request, who.actor), exports::order_rows);
    case ExportList::reports: {
      auto query = report_query(request);
      if (query) query->reach = dispatch::reach_of(who.actor);
      return rows_of(query, exports::report_rows);
    }
    case ExportList::facilities: {
      const auto query = facility_query(request, who.actor);
      if (!query) return query.error();
      return exports::facility_rows(tx, *query);
    }
    case ExportList::city_orders:
      return rows_of(city_order_query(request), exports::city_order_rows, who.actor);
    case ExportList::audit:
      return rows_of(audit_query(request), exports::audit_rows);
    case ExportList::villages:
      return exports::village_rows();
    case ExportList::crews:
      return exports::crew_rows();
    case ExportList::parts:
      return exports::part_rows();
    case ExportList::stock:
      return exports::stock_rows();
    case ExportList::events:
      return exports::event_rows(who.actor);
    default:
      break;
  }
  return make_desk_rows(context, who, input.list, request);
}

// Names of the filters, as the body has them.
models::Error within_filters(models::Error error) {
  for (auto& field : error.fields)
    if (field.field != "format" && field.field != "filters") field.field = "filters." + field.field;
  return error;
}

models::Result<Asked> look_up(models::Transaction& tx, const Context& context, const Call& who,
                              const NewExport& input, const exports::Limits& limits) {
  if (auto allowed = dispatch::may_export(who.actor, input.list, input.format); !allowed)
    return allowed.error();
  auto rows = make_rows(tx, context, who, input);
  if (!rows) return within_filters(rows.error());
  Asked asked{*std::move(rows), std::nullopt};
  asked.count = asked.rows->count(tx, limits.rows + 1);
  if (asked.count)
    if (auto fits = dispatch::check_rows(*asked.count, input.format, limits.rows); !fits) return fits.error();
  return asked;
}

models::Export row_of(const Call& who, const NewExport& input, std::optional<std::int64_t> rows) {
  models::Export one;
  one.account = who.actor.account;
  one.list = input.list;
  one.format = input.format;
  one.filters = write_filters(input.filters);
  one.rows_in_all = rows;
  one.made_at = who.now;
  return one;
}

std::string_view media_type(ExportFormat format) {
  switch (format) {
    case ExportFormat::csv:
      return "text/csv; charset=utf-8";
    case ExportFormat::xlsx:
      return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    case ExportFormat::geojson:
      break;
  }
  return "application/geo+json";
}

// 20261127: the town's day on which it was asked for.
std::string day_of(models::Time time, int utc_offset_seconds) {
  auto day = models::to_rfc3339(time + models::Duration{utc_offset_seconds}).substr(0, 10);
  std::erase(day, '-');
  return day;
}

}  // namespace

Reply create_export(Context& context, Call& call) {
  if (!context.exports) co_return none_here<Kind>(call.request);
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto input = parse_new_export(call.request.body);
  if (!input) co_return to_problem(input.error(), &call.request);
  const auto& limits = context.exports->limits();
  Asked asked;
  // Counted on a reader: the writer is not held up by a long list.
  Rule look = [&](models::Transaction& tx, const Call& who) -> Answer {
    auto found = look_up(tx, context, who, *input, limits);
    if (!found) return found.error();
    asked = *std::move(found);
    return http::Response::empty(200);
  };
  if (auto refused = co_await answer_read(context, call, std::move(look)); refused.status != 200)
    co_return refused;
  call.entry.kind = models::AuditKind::export_;
  call.entry.reason =
      std::string(models::name(input->list)) + ", " + std::string(models::name(input->format));
  models::ExportId made;
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    made = {};
    const auto one = store_job<Kind>(tx, context, row_of(who, *input, asked.count));
    if (!one) return one.error();
    made = one->id;
    return taken<Kind>(context, *one);
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  if (made && response.status == 202) context.exports->add(made, std::move(asked.rows));
  co_return response;
}

Reply list_exports(Context& context, Call& call) { return list_jobs<Kind>(context, call); }

Reply get_export(Context& context, Call& call) { return get_job<Kind>(context, call); }

Reply cancel_export(Context& context, Call& call) {
  if (!context.exports) co_return none_here<Kind>(call.request);
  std::optional<models::Export> gone;
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    gone.reset();
    auto one = find_own<Kind>(tx, who);
    if (!one) return one.error();
    gone = *one;
    if (one->ended()) {
      tx.exports().remove(one->id);
    } else {
      one->state = models::ExportState::cancelled;
      one->rows = context.exports->progress(one->id).value_or(0);
      one->ended_at = who.now;
      tx.exports().update(*one);
    }
    return http::Response::empty(204);
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  if (gone && response.status == 204) {
    context.exports->cancel(gone->id);
    if (gone->ended()) context.exports->remove_file(*gone);
  }
  co_return response;
}

Reply get_export_file(Context& context, Call& call) {
  if (!context.exports) co_return none_here<Kind>(call.request);
  std::optional<models::Export> found;
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    auto one = find_own<Kind>(tx, who);
    if (!one) return one.error();
    if (one->state != models::ExportState::done)
      return models::conflict("This export has no file: its state is " +
                              std::string(models::name(one->state)) + ".");
    found = *std::move(one);
    return http::Response::empty(200);
  };
  auto answer = co_await answer_read(context, call, std::move(rule));
  if (answer.status != 200) co_return answer;
  auto file = http::file_response(context.exports->file_of(*found), media_type(found->format));
  if (!file) co_return to_problem(404, "The file is gone: ask for it again.", &call.request);
  const auto name = std::string(models::name(found->list)) + "-" +
                    day_of(found->made_at, context.settings.utc_offset_seconds) + "." +
                    std::string(models::name(found->format));
  file->header("Content-Disposition", "attachment; filename=\"" + name + "\"");
  file->header("Cache-Control", "no-store");
  co_return *file;
}

}  // namespace api
