#include "server/storage/sql/export_store.h"

#include "server/storage/sql/table.h"
#include "server/storage/sql/work_order_filter.h"

namespace sql {
namespace {

const Table& table() {
  static const Table exports("exports",
                             "account, list, format, filters, state, problem, rows_written, rows_in_all, "
                             "bytes, made_at, started_at, ended_at");
  return exports;
}

Values values_of(const models::Export& one) {
  return Values().add(one.account, one.list, one.format, one.filters, one.state, one.problem, one.rows,
                      one.rows_in_all, one.bytes, one.made_at, one.started_at, one.ended_at);
}

models::Export read_export(Statement& row) {
  models::Export one;
  row.get(one.id, one.account, one.list, one.format, one.filters, one.state, one.problem, one.rows,
          one.rows_in_all, one.bytes, one.made_at, one.started_at, one.ended_at);
  return one;
}

// Whatever index would suit a filter: a file is read along the orders' ids, a stretch of them at a time, so
// that no stretch is sorted and none is long.
constexpr std::string_view lines =
    "SELECT w.id, w.number, w.state, w.severity, w.facility_class, w.fault_kind, w.village_code, w.address, "
    "w.latitude, w.longitude, f.code, f.name, f.household, w.description, w.crew, w.report_count, "
    "w.received_at, w.opened_at, w.due, w.assigned_at, w.accepted_at, w.arrived_at, w.made_safe_at, "
    "w.resolved_at, w.closed_at, w.outcome, w.reopened FROM work_orders w NOT INDEXED LEFT JOIN facilities f "
    "ON f.id = w.facility";

}  // namespace

models::ExportId ExportStore::insert(const models::Export& one) {
  return {table().insert(connection_, values_of(one))};
}

void ExportStore::update(const models::Export& one) {
  auto kept = find(one.id).value();
  kept.state = one.state;
  kept.problem = one.problem;
  kept.rows = one.rows;
  kept.bytes = one.bytes;
  kept.started_at = one.started_at;
  kept.ended_at = one.ended_at;
  table().update(connection_, one.id.value, values_of(kept));
}

std::optional<models::Export> ExportStore::find(models::ExportId id) {
  auto statement = connection_.prepare(table().select() + " WHERE id = ?");
  return first_row(statement.bind(id), read_export);
}

void ExportStore::remove(models::ExportId id) {
  connection_.prepare("DELETE FROM exports WHERE id = ?").bind(id).run();
}

std::vector<models::Export> ExportStore::of_account(models::AccountId account, int limit) {
  auto statement = connection_.prepare(table().select() + " WHERE account = ? ORDER BY id DESC LIMIT ?");
  return rows(statement.bind(account, limit), read_export);
}

std::vector<models::Export> ExportStore::unfinished() {
  auto statement = connection_.prepare(table().select() + " WHERE ended_at IS NULL ORDER BY id");
  return rows(statement, read_export);
}

std::vector<models::Export> ExportStore::ended_before(models::Time time, int limit) {
  auto statement =
      connection_.prepare(table().select() + " WHERE ended_at < ? ORDER BY ended_at, id LIMIT ?");
  return rows(statement.bind(time, limit), read_export);
}

models::OrderSpan ExportStore::span(const models::WorkOrderQuery& query, std::int64_t most) {
  models::OrderSpan span;
  {
    auto last = connection_.prepare("SELECT ifnull(max(id), 0) FROM work_orders");
    last.step();
    last.get(span.last);
  }
  const auto filter = order_filter(query);
  auto count = connection_.prepare("SELECT count(*) FROM (SELECT 1 FROM work_orders w" + filter.where() +
                                   " LIMIT ?) few");
  count.bind_all(filter.values()).bind(most).step();
  span.rows = count.integer();
  return span;
}

void ExportStore::each_line(const models::WorkOrderQuery& query, models::WorkOrderId after,
                            models::WorkOrderId through,
                            const std::function<void(const models::OrderLine&)>& take) {
  auto filter = order_filter(query);
  filter.add("w.id > ?", after.value).add("w.id <= ?", through.value);
  auto statement = connection_.prepare(std::string(lines) + filter.where() + " ORDER BY w.id");
  statement.bind_all(filter.values());
  models::OrderLine line;
  while (statement.step()) {
    statement.get(line.id, line.number, line.state, line.severity, line.facility_class, line.fault_kind,
                  line.village_code, line.address, line.latitude, line.longitude, line.facility_code,
                  line.facility_name, line.facility_household, line.description, line.crew, line.report_count,
                  line.received_at, line.opened_at, line.due, line.assigned_at, line.accepted_at,
                  line.arrived_at, line.made_safe_at, line.resolved_at, line.closed_at, line.outcome,
                  line.reopened);
    take(line);
  }
}

std::vector<models::MonthlyCount> ExportStore::monthly_counts(int utc_offset_seconds) {
  auto statement = connection_.prepare(
      "SELECT village_code, facility_class, strftime('%Y-%m', received_at + ?, 'unixepoch') AS month, "
      "simulated, "
      "count(*), count(*) FILTER (WHERE state = 'closed'), count(*) FILTER (WHERE state = 'cancelled') FROM "
      "work_orders GROUP BY month, "
      "village_code, "
      "facility_class, simulated ORDER BY month, village_code, facility_class, simulated");
  return rows(statement.bind(utc_offset_seconds), [](Statement& row) {
    models::MonthlyCount count;
    row.get(count.village_code, count.facility_class, count.month, count.simulated, count.received,
            count.closed, count.cancelled);
    return count;
  });
}

}  // namespace sql
