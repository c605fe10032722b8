#include "models/names.h"
#include "server/storage/sql/cursor.h"
#include "server/storage/sql/desk_stores.h"
#include "server/storage/sql/table.h"

namespace sql {
namespace {

const Table& table() {
  static const Table outages(
      "outages",
      "reason, words, expected_at, parent, declared_at, declared_by, declared_by_name, "
      "ended_at, ended_by, ended_by_name, ending_words");
  return outages;
}

Values values_of(const models::Outage& outage) {
  return Values().add(outage.reason, outage.words, outage.expected_at, outage.parent, outage.declared_at,
                      outage.declared_by, outage.declared_by_name, outage.ended_at, outage.ended_by,
                      outage.ended_by_name, outage.ending_words);
}

models::Outage read_outage(Statement& row) {
  models::Outage outage;
  row.get(outage.id, outage.reason, outage.words, outage.expected_at, outage.parent, outage.declared_at,
          outage.declared_by, outage.declared_by_name, outage.ended_at, outage.ended_by, outage.ended_by_name,
          outage.ending_words);
  return outage;
}

}  // namespace

models::OutageId OutageStore::insert(const models::Outage& outage) {
  const models::OutageId id{table().insert(connection_, values_of(outage))};
  for (const auto order : outage.children)
    connection_.prepare("INSERT INTO outage_orders (outage, work_order) VALUES (?, ?)").bind(id, order).run();
  return id;
}

void OutageStore::update(const models::Outage& outage) {
  table().update(connection_, outage.id.value, values_of(outage));
}

void OutageStore::read_children(models::Outage& outage) {
  auto statement =
      connection_.prepare("SELECT work_order FROM outage_orders WHERE outage = ? ORDER BY work_order");
  outage.children =
      rows(statement.bind(outage.id), [](Statement& row) { return row.value<models::WorkOrderId>(); });
}

std::optional<models::Outage> OutageStore::find(models::OutageId id) {
  std::optional<models::Outage> outage;
  {
    auto statement = connection_.prepare(table().select() + " WHERE id = ?");
    outage = first_row(statement.bind(id), read_outage);
  }
  if (outage) read_children(*outage);
  return outage;
}

std::optional<models::Outage> OutageStore::running_of(models::WorkOrderId order) {
  std::optional<models::Outage> outage;
  {
    auto statement = connection_.prepare(
        table().select() +
        " WHERE ended_at IS NULL AND (parent = ?1 OR id IN (SELECT outage FROM outage_orders WHERE "
        "work_order = ?1)) ORDER BY id DESC LIMIT 1");
    outage = first_row(statement.bind(order), read_outage);
  }
  if (outage) read_children(*outage);
  return outage;
}

models::Page<models::Outage> OutageStore::search(const models::OutageQuery& query) {
  Filter filter;
  if (query.running) filter.add("ended_at IS NULL");
  if (const auto after = parse_cursor(query.cursor)) filter.add("id < ?", after->id);
  const auto size = page_size(query.limit);
  models::Page<models::Outage> page;
  {
    auto statement = connection_.prepare(table().select() + filter.where() + " ORDER BY id DESC LIMIT ?");
    page.items = rows(statement.bind_all(filter.values()).bind(size + 1), read_outage);
  }
  if (static_cast<int>(page.items.size()) > size) {
    page.items.pop_back();
    page.next = to_cursor(0, page.items.back().id.value);
  }
  for (auto& outage : page.items) read_children(outage);
  return page;
}

}  // namespace sql
