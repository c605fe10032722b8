#include <sstream>

#include "dispatch/permissions.h"
#include "models/names.h"
#include "server/api/codec_audit.h"
#include "server/api/handlers.h"
#include "server/api/list_queries.h"
#include "server/api/problem.h"
#include "server/exports/rows.h"
#include "server/town/table_writer.h"

namespace api {
namespace {

constexpr std::size_t most_exported = 10'000;

}  // namespace

models::Result<models::AuditQuery> audit_query(const http::Request& request) {
  models::AuditQuery query;
  const auto account = query_id<models::AccountId>(request, "account");
  if (!account) return account.error();
  query.account = *account;
  query.name = request.query("name").value_or("");
  query.act = request.query("act").value_or("");
  query.object_kind = request.query("object_kind").value_or("");
  query.object_id = request.query("object_id").value_or("");
  if (const auto kind = request.query("kind"); kind && !kind->empty()) {
    query.kind = models::parse<models::AuditKind>(*kind);
    if (!query.kind) return models::invalid("kind", "unknown", "kind is none of the known words.");
  }
  if (const auto result = request.query("result"); result && !result->empty()) {
    if (*result != "done" && *result != "refused")
      return models::invalid("result", "unknown", "result must be done or refused.");
    query.refused = *result == "refused";
  }
  const auto from = query_time(request, "from");
  if (!from) return from.error();
  query.from = *from;
  const auto to = query_time(request, "to");
  if (!to) return to.error();
  query.to = *to;
  if (const auto page = read_page(request, query); !page) return page.error();
  return query;
}

Reply list_audit(Context& context, Call& call) {
  const auto query = audit_query(call.request);
  if (!query) co_return to_problem(query.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    if (auto allowed = dispatch::require(who.actor, dispatch::Permission::audit_read); !allowed)
      return allowed.error();
    return json_response(200, write(tx.audit().search(*query)));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply get_audit_row(Context& context, Call& call) {
  const auto id = models::AuditId::parse(call.request.param("id")).value_or(models::AuditId{});
  Rule rule = [id](models::Transaction& tx, const Call& who) -> Answer {
    if (auto allowed = dispatch::require(who.actor, dispatch::Permission::audit_read); !allowed)
      return allowed.error();
    const auto row = tx.audit().find(id);
    if (!row) return models::not_found("There is no such row in the audit log.");
    return json_response(200, write(*row));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

// Taking the log out as a file is itself an act for the log, so it is a POST.
Reply export_audit(Context& context, Call& call) {
  auto query = audit_query(call.request);
  if (!query) co_return to_problem(query.error(), &call.request);
  call.entry.kind = models::AuditKind::export_;
  call.entry.always = true;
  // A file is made anew each time: it need not be kept as an answer.
  std::erase_if(call.request.headers,
                [](const http::Field& field) { return http::same_name(field.first, "Idempotency-Key"); });
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    if (auto allowed = dispatch::require(who.actor, dispatch::Permission::audit_read); !allowed)
      return allowed.error();
    std::ostringstream stream;
    const auto writer = town::open_csv_writer(stream);
    writer->write(exports::audit_columns());
    query->limit = 200;
    std::size_t rows = 0;
    do {
      const auto page = tx.audit().search(*query);
      for (const auto& row : page.items)
        if (rows++ < most_exported) writer->write(exports::audit_cells(row));
      query->cursor = page.next;
    } while (!query->cursor.empty() && rows < most_exported);
    query->cursor.clear();
    writer->finish();
    call.entry.reason = std::to_string(std::min(rows, most_exported)) + " rows: " + who.request.target;
    auto response = http::Response::make(200, "text/csv; charset=utf-8", stream.str());
    response.header("Content-Disposition", "attachment; filename=\"audit.csv\"");
    response.header("Cache-Control", "no-store");
    return response;
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

}  // namespace api
