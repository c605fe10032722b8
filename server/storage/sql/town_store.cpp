#include "server/storage/sql/town_store.h"

#include "server/storage/sql/cursor.h"
#include "server/storage/sql/table.h"

namespace sql {
namespace {

constexpr std::string_view columns = "code, name_zh, name_en, schema, url";

models::Town read_town(Statement& row) {
  models::Town town;
  row.get(town.code, town.name, town.schema, town.url);
  return town;
}

}  // namespace

void TownStore::save(const models::Town& town) {
  static const std::string sql = upsert("towns", "code", columns);
  connection_.prepare(sql).bind(town.code, town.name, town.schema, town.url).run();
}

std::optional<models::Town> TownStore::find(std::string_view code) {
  auto statement = connection_.prepare("SELECT " + std::string(columns) + " FROM towns WHERE code = ?");
  return first_row(statement.bind(code), read_town);
}

std::vector<models::Town> TownStore::list() {
  auto statement = connection_.prepare("SELECT " + std::string(columns) + " FROM towns ORDER BY code");
  return rows(statement, read_town);
}

void TownStore::remove(std::string_view code) {
  connection_.prepare("DELETE FROM towns WHERE code = ?").bind(code).run();
}

models::TownCount TownStore::count(models::Time now, models::Time until) {
  models::TownCount count;
  auto soon = connection_.prepare(
      "SELECT count(*) FROM work_orders WHERE soon_at IS NOT NULL AND late_at > ? AND late_at <= ?");
  soon.bind(now, until).step();
  count.late_soon = soon.integer();
  auto waiting =
      connection_.prepare("SELECT count(*), min(received_at) FROM work_orders WHERE state = 'open'");
  waiting.step();
  waiting.get(count.waiting, count.waiting_since);
  return count;
}

models::Page<models::TownOrder> TownStore::orders(const models::TownOrderQuery& query) {
  Filter filter;
  filter.add("w.soon_at IS NOT NULL");
  if (query.late)
    filter.add("w.late_at <= ?", query.now);
  else
    filter.add("w.late_at > ? AND w.late_at <= ?", query.now, query.until);
  if (const auto after = parse_cursor(query.cursor))
    filter.add("(w.late_at, w.id) > (?, ?)", after->key, after->id);
  const auto size = page_size(query.limit);
  auto statement = connection_.prepare(
      "SELECT w.id, w.number, ifnull(w.facility_class, ''), ifnull(c.name_zh, ''), ifnull(c.name_en, ''), "
      "ifnull(w.village_code, ''), ifnull(v.name, ''), w.severity, w.state, w.late_at, w.crew IS NOT NULL "
      "FROM work_orders w LEFT JOIN facility_classes c ON c.code = w.facility_class "
      "LEFT JOIN villages v ON v.code = w.village_code" +
      filter.where() + " ORDER BY w.late_at, w.id LIMIT ?");
  statement.bind_all(filter.values()).bind(size + 1);
  models::Page<models::TownOrder> page;
  page.items = rows(statement, [](Statement& row) {
    models::TownOrder order;
    row.get(order.id, order.number, order.facility_class, order.class_name, order.village_code,
            order.village_name, order.severity, order.state, order.due, order.has_crew);
    return order;
  });
  if (static_cast<int>(page.items.size()) > size) {
    page.items.pop_back();
    page.next = to_cursor(models::to_unix(page.items.back().due), page.items.back().id.value);
  }
  return page;
}

}  // namespace sql
