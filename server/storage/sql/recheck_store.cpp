#include "server/storage/sql/cursor.h"
#include "server/storage/sql/reach.h"
#include "server/storage/sql/stores.h"
#include "server/storage/sql/table.h"

namespace sql {
namespace {

const Table& table() {
  static const Table rechecks("rechecks",
                              "work_order, round, drawn_at, passed, note, by_account, by_name, done_at");
  return rechecks;
}

Values values_of(const models::Recheck& recheck) {
  return Values().add(recheck.work_order, recheck.round, recheck.drawn_at, recheck.passed, recheck.note,
                      recheck.by, recheck.by_name, recheck.done_at);
}

models::Recheck read_recheck(Statement& row) {
  models::Recheck recheck;
  row.get(recheck.id, recheck.work_order, recheck.round, recheck.drawn_at, recheck.passed, recheck.note,
          recheck.by, recheck.by_name, recheck.done_at);
  return recheck;
}

}  // namespace

std::string RecheckStore::salt() {
  auto statement = connection_.prepare("SELECT value FROM secrets WHERE name = 'recheck'");
  if (!statement.step()) throw std::runtime_error("the database has lost its secret of the lot");
  return statement.value<std::string>();
}

models::RecheckId RecheckStore::insert(const models::Recheck& recheck) {
  return {table().insert(connection_, values_of(recheck))};
}

void RecheckStore::update(const models::Recheck& recheck) {
  table().update(connection_, recheck.id.value, values_of(recheck));
}

std::vector<models::Recheck> RecheckStore::of_work_order(models::WorkOrderId id) {
  auto statement = connection_.prepare(table().select() + " WHERE work_order = ? ORDER BY id");
  return rows(statement.bind(id), read_recheck);
}

models::Page<models::Recheck> RecheckStore::search(const models::RecheckQuery& query) {
  Filter filter;
  if (query.open)
    filter.add(
        "passed IS NULL AND EXISTS (SELECT 1 FROM work_orders w WHERE w.id = rechecks.work_order AND "
        "w.state = 'resolved' AND w.reopened = rechecks.round)");
  add_reach_of_order(filter, query.reach, "rechecks");
  if (const auto after = parse_cursor(query.cursor)) filter.add("id > ?", after->id);
  const auto size = page_size(query.limit);
  auto statement = connection_.prepare(table().select() + filter.where() + " ORDER BY id LIMIT ?");
  models::Page<models::Recheck> page;
  page.items = rows(statement.bind_all(filter.values()).bind(size + 1), read_recheck);
  if (static_cast<int>(page.items.size()) > size) {
    page.items.pop_back();
    page.next = to_cursor(0, page.items.back().id.value);
  }
  return page;
}

}  // namespace sql
