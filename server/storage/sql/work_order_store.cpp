#include <cstdio>

#include "server/storage/sql/stores.h"
#include "server/storage/sql/work_order_row.h"

namespace sql {

models::WorkOrderId WorkOrderStore::insert(const models::WorkOrder& order) {
  const models::WorkOrderId id{work_order_table().insert(connection_, work_order_values(order))};
  save_clocks(connection_, id, order.clocks);
  save_pauses(connection_, id, order.pauses);
  return id;
}

void WorkOrderStore::update(const models::WorkOrder& order) {
  work_order_table().update(connection_, order.id.value, work_order_values(order));
  save_clocks(connection_, order.id, order.clocks);
  save_pauses(connection_, order.id, order.pauses);
}

std::optional<models::WorkOrder> WorkOrderStore::complete(Statement& statement) {
  if (!statement.step()) return std::nullopt;
  int pause_count = 0;
  auto order = read_work_order(statement, pause_count);
  order.clocks = read_clocks(connection_, order.id);
  if (pause_count > 0) order.pauses = read_pauses(connection_, order.id);
  return order;
}

std::optional<models::WorkOrder> WorkOrderStore::find(models::WorkOrderId id) {
  static const std::string sql = work_order_table().select() + " WHERE id = ?";
  auto statement = connection_.prepare(sql);
  return complete(statement.bind(id));
}

std::optional<models::WorkOrder> WorkOrderStore::find_by_number(std::string_view number) {
  static const std::string sql = work_order_table().select() + " WHERE number = ?";
  auto statement = connection_.prepare(sql);
  return complete(statement.bind(number));
}

std::string WorkOrderStore::next_number(models::Time now, int utc_offset_seconds) {
  const auto local = now + models::Duration{utc_offset_seconds};
  const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(local)};
  char day[32];
  std::snprintf(day, sizeof day, "%04d%02u%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  auto statement = connection_.prepare(
      "INSERT INTO number_sequences (day, last) VALUES (?, 1) "
      "ON CONFLICT (day) DO UPDATE SET last = number_sequences.last + 1 RETURNING last");
  statement.bind(std::string_view(day)).step();
  const auto count = statement.integer();
  statement.run();
  char number[64];
  std::snprintf(number, sizeof number, "LC%s-%04lld", day, static_cast<long long>(count));
  return number;
}

std::vector<models::DueClock> WorkOrderStore::due_clocks(models::Time now, int limit) {
  auto statement = connection_.prepare(
      "SELECT work_order, target, next_at FROM sla_clocks INDEXED BY sla_clocks_next "
      "WHERE next_at <= ? ORDER BY next_at, work_order, target LIMIT ?");
  return rows(statement.bind(now, limit < 0 ? 0 : limit), [](Statement& row) {
    models::DueClock clock;
    row.get(clock.work_order, clock.target, clock.next_at);
    return clock;
  });
}

std::optional<models::Time> WorkOrderStore::next_clock() {
  auto statement = connection_.prepare(
      "SELECT next_at FROM sla_clocks INDEXED BY sla_clocks_next WHERE next_at IS NOT NULL ORDER BY next_at "
      "LIMIT 1");
  return first_row(statement, [](Statement& row) { return row.value<models::Time>(); });
}

int WorkOrderStore::orders_in_hand(models::CrewId crew) {
  auto statement = connection_.prepare(
      "SELECT count(*) FROM work_orders INDEXED BY work_orders_by_crew "
      "WHERE crew = ? AND state IN ('assigned', 'accepted', 'under_way')");
  statement.bind(crew).step();
  return static_cast<int>(statement.integer());
}

}  // namespace sql
