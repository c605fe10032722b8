#include <algorithm>

#include "server/storage/sql/codec_columns.h"
#include "server/storage/sql/outside_stores.h"
#include "server/storage/sql/table.h"

namespace sql {
namespace {

constexpr int most_rows = 1000;
constexpr std::string_view columns = "report, client, token, reference, at, sent_bytes, media";

models::ForeignReport read_report(Statement& row) {
  models::ForeignReport report;
  std::string media;
  row.get(report.report, report.client, report.token, report.reference, report.at, report.sent_bytes, media);
  from_json_text(media, report.media);
  return report;
}

std::string select(std::string_view condition) {
  return "SELECT " + std::string(columns) + " FROM foreign_reports WHERE " + std::string(condition);
}

std::string ids_text(const std::vector<models::ReportId>& ids) {
  std::string text = "[";
  for (const auto id : ids) text += (text.size() > 1 ? "," : "") + id.text();
  return text + "]";
}

constexpr std::string_view ended =
    "(r.state IN ('rejected', 'referred') OR coalesce(w.state, '') IN ('closed', 'cancelled'))";
constexpr std::string_view is_foreign = "EXISTS (SELECT 1 FROM foreign_reports f WHERE f.report = r.id)";

}  // namespace

void ForeignReportStore::insert(const models::ForeignReport& report) {
  auto statement = connection_.prepare("INSERT INTO foreign_reports (" + std::string(columns) +
                                       ") VALUES (?, ?, ?, ?, ?, ?, ?)");
  statement
      .bind(report.report, report.client, report.token, report.reference, report.at, report.sent_bytes,
            to_json_text(report.media))
      .run();
}

std::optional<models::ForeignReport> ForeignReportStore::find(models::ReportId id) {
  auto statement = connection_.prepare(select("report = ?"));
  return first_row(statement.bind(id), read_report);
}

std::optional<models::ForeignReport> ForeignReportStore::find_by_token(std::string_view token) {
  auto statement = connection_.prepare(select("token = ?"));
  return first_row(statement.bind(token), read_report);
}

std::optional<models::ForeignReport> ForeignReportStore::find_by_reference(models::AccountId client,
                                                                           std::string_view reference) {
  auto statement =
      connection_.prepare(select("client = ? AND reference = ? ORDER BY at DESC, report DESC LIMIT 1"));
  return first_row(statement.bind(client, reference), read_report);
}

std::vector<models::ReportId> ForeignReportStore::search(const models::ForeignQuery& query) {
  Filter filter;
  filter.add("r.fault_kind IS NOT NULL");
  if (query.foreign) filter.add(is_foreign);
  if (!query.without.empty())
    filter.add("r.fault_kind NOT IN (SELECT value FROM json_each(?))", to_json_text(query.without));
  if (!query.ids.empty()) {
    filter.add("r.id IN (SELECT CAST(value AS BIGINT) FROM json_each(?))", ids_text(query.ids));
  } else {
    filter.add("r.received_at BETWEEN ? AND ?", query.from, query.to);
    if (!query.fault_kinds.empty())
      filter.add("r.fault_kind IN (SELECT value FROM json_each(?))", to_json_text(query.fault_kinds));
    if (query.closed) filter.add((*query.closed ? "" : "NOT ") + std::string(ended));
  }
  auto statement =
      connection_.prepare("SELECT r.id FROM reports r LEFT JOIN work_orders w ON w.id = r.work_order" +
                          filter.where() + " ORDER BY r.received_at DESC, r.id DESC LIMIT ? OFFSET ?");
  statement.bind_all(filter.values()).bind(std::clamp(query.limit, 1, most_rows), std::max(query.offset, 0));
  return rows(statement, [](Statement& row) { return row.value<models::ReportId>(); });
}

bool ForeignReportStore::insert(const models::ForeignUpdate& update) {
  auto statement = connection_.prepare(
      "INSERT INTO foreign_updates (client, reference, report, at) VALUES (?, ?, ?, ?) ON CONFLICT DO "
      "NOTHING");
  statement.bind(update.client, update.reference, update.report, update.at).run();
  return connection_.changes() > 0;
}

std::vector<models::Notification> ForeignReportStore::told(models::Time from, models::Time to, bool foreign,
                                                           int limit) {
  std::string sql =
      "SELECT n.id, n.report, n.work_order, n.about, n.at, n.reason, n.promised_at FROM notifications n "
      "JOIN reports r ON r.id = n.report WHERE n.at BETWEEN ? AND ? AND r.fault_kind IS NOT NULL";
  if (foreign) sql.append(" AND ").append(is_foreign);
  auto statement = connection_.prepare(sql + " ORDER BY n.at, n.id LIMIT ?");
  statement.bind(from, to, std::clamp(limit, 1, most_rows));
  return rows(statement, [](Statement& row) {
    models::Notification one;
    row.get(one.id, one.report, one.work_order, one.about, one.at, one.reason, one.promised_at);
    return one;
  });
}

}  // namespace sql
