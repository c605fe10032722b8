#include "server/storage/sql/cursor.h"
#include "server/storage/sql/machine_stores.h"
#include "server/storage/sql/table.h"

namespace sql {
namespace {

constexpr std::string_view columns =
    "report, number, kind, title, taken_at, taken_by, taken_by_name, told, told_at";

std::string select(std::string_view rest) {
  return "SELECT " + std::string(columns) + " FROM city_orders" + std::string(rest);
}

models::CityOrder read_order(Statement& row) {
  models::CityOrder one;
  row.get(one.report, one.number, one.kind, one.title, one.taken_at, one.taken_by, one.taken_by_name,
          one.told, one.told_at);
  return one;
}

}  // namespace

void CityOrderStore::insert(const models::CityOrder& order) {
  connection_
      .prepare("INSERT INTO city_orders (" + std::string(columns) + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(order.report, order.number, order.kind, order.title, order.taken_at, order.taken_by,
            order.taken_by_name, order.told, order.told_at)
      .run();
}

void CityOrderStore::update(const models::CityOrder& order) {
  connection_.prepare("UPDATE city_orders SET title = ?, told = ?, told_at = ? WHERE report = ?")
      .bind(order.title, order.told, order.told_at, order.report)
      .run();
}

std::optional<models::CityOrder> CityOrderStore::find(models::ReportId report) {
  auto statement = connection_.prepare(select(" WHERE report = ?"));
  return first_row(statement.bind(report), read_order);
}

std::optional<models::CityOrder> CityOrderStore::find_by_number(std::string_view number) {
  auto statement = connection_.prepare(select(" WHERE number = ?"));
  return first_row(statement.bind(number), read_order);
}

models::Page<models::CityOrder> CityOrderStore::search(const models::CityOrderQuery& query) {
  Filter filter;
  if (query.open) filter.add("told <> 'result'");
  if (query.from) filter.add("taken_at >= ?", *query.from);
  if (query.to) filter.add("taken_at < ?", *query.to);
  if (const auto after = parse_cursor(query.cursor))
    filter.add("(taken_at, report) < (?, ?)", after->key, after->id);
  const auto size = page_size(query.limit);
  auto statement =
      connection_.prepare(select(filter.where() + " ORDER BY taken_at DESC, report DESC LIMIT ?"));
  models::Page<models::CityOrder> page;
  page.items = rows(statement.bind_all(filter.values()).bind(size + 1), read_order);
  if (static_cast<int>(page.items.size()) > size) {
    page.items.pop_back();
    page.next = to_cursor(models::to_unix(page.items.back().taken_at), page.items.back().report.value);
  }
  return page;
}

}  // namespace sql
