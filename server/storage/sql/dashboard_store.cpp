#include <map>

#include "server/storage/sql/reach.h"
#include "server/storage/sql/stores.h"

namespace sql {
namespace {

using Rows = std::map<std::string, models::DashboardRow, std::less<>>;

constexpr std::int64_t quarter_seconds = 900;
constexpr std::int64_t quarters_of_day = 96;

models::DashboardRow& row_of(Rows& all, std::string_view key) {
  const auto found = all.find(key);
  if (found != all.end()) return found->second;
  auto& added = all[std::string(key)];
  added.key = key;
  return added;
}

std::vector<models::DashboardRow> in_order(Rows& all) {
  std::vector<models::DashboardRow> result;
  for (auto& [key, row] : all) result.push_back(std::move(row));
  return result;
}

std::int64_t quarter_of(models::Time time) {
  const auto seconds = models::to_unix(time);
  return seconds / quarter_seconds - (seconds % quarter_seconds < 0 ? 1 : 0);
}

struct Board {
  models::Dashboard dashboard;
  Rows by_village, by_class, by_crew;
};

void read_open(Connection& connection, Board& board) {
  auto statement =
      connection.prepare("SELECT dimension, key, open, danger FROM open_counters WHERE open <> 0");
  while (statement.step()) {
    std::string dimension, key;
    std::int64_t open = 0, danger = 0;
    statement.get(dimension, key, open, danger);
    if (dimension == "reports") {
      board.dashboard.reports_waiting = open;
    } else if (dimension == "state") {
      if (const auto state = models::parse<models::WorkOrderState>(key))
        board.dashboard.by_state[*state] = open;
    } else {
      auto& rows = dimension == "village" ? board.by_village
                   : dimension == "class" ? board.by_class
                                          : board.by_crew;
      auto& row = row_of(rows, key);
      row.open = open;
      row.danger = danger;
    }
  }
}

/// Only orders past a warning are looked at, in an index that holds all that is asked.
void read_late(Connection& connection, models::Time now, Board& board) {
  auto statement = connection.prepare(
      "SELECT late_at IS NOT NULL AND late_at <= ?1, village_code, facility_class, crew "
      "FROM work_orders INDEXED BY work_orders_soon WHERE soon_at <= ?1");
  statement.bind(now);
  while (statement.step()) {
    const bool late = statement.value<bool>();
    const auto count = [late](models::DashboardRow& row) { ++(late ? row.late : row.due_soon); };
    count(row_of(board.by_village, statement.text()));
    count(row_of(board.by_class, statement.text()));
    count(row_of(board.by_crew, statement.text()));
  }
}

void read_day(Connection& connection, models::Time day_start, models::Dashboard& dashboard) {
  const auto first = quarter_of(day_start);
  const auto sum = [&](std::string_view name) {
    auto one = connection.prepare(
        "SELECT ifnull(sum(value), 0) FROM counters WHERE name = ? AND quarter >= ? AND quarter < ?");
    one.bind(name, first, first + quarters_of_day).step();
    return one.integer();
  };
  dashboard.reports_today = sum("reports");
  dashboard.opened_today = sum("opened");
  dashboard.closed_today = sum("closed");
  dashboard.repaired_today = sum("repaired");
  dashboard.breached_today = sum("breached");
}

/// The same from the rows themselves: the counters know no reach.
void count_open(Connection& connection, models::Time now, const models::Reach& reach, Board& board) {
  Filter filter;
  filter.add("state NOT IN ('closed', 'cancelled')");
  add_reach(filter, reach, "");
  auto statement = connection.prepare(
      "SELECT state, severity = 'danger', late_at IS NOT NULL AND late_at <= ?1, soon_at IS NOT NULL AND "
      "soon_at <= ?1, village_code, "
      "facility_class, crew FROM work_orders" +
      filter.where());
  statement.bind(now).bind_all(filter.values());
  while (statement.step()) {
    const auto state = statement.value<models::WorkOrderState>();
    const bool danger = statement.value<bool>();
    const bool late = statement.value<bool>();
    const bool soon = statement.value<bool>();
    ++board.dashboard.by_state[state];
    for (auto* rows : {&board.by_village, &board.by_class, &board.by_crew}) {
      auto& row = row_of(*rows, statement.text());
      ++row.open;
      row.danger += danger ? 1 : 0;
      row.late += late ? 1 : 0;
      row.due_soon += soon && !late ? 1 : 0;
    }
  }
}

void count_day(Connection& connection, models::Time day_start, const models::Reach& reach,
               models::Dashboard& dashboard) {
  const auto first = models::from_unix(quarter_of(day_start) * quarter_seconds);
  const auto past = first + models::Duration{quarters_of_day * quarter_seconds};
  const auto count = [&](std::string_view what, Filter filter) {
    auto one = connection.prepare("SELECT count(*) FROM " + std::string(what) + filter.where());
    one.bind_all(filter.values()).step();
    return one.integer();
  };
  const auto within = [&](std::string_view moment) {
    return Filter().add(std::string(moment) + " >= ? AND " + std::string(moment) + " < ?", first, past);
  };
  const auto orders = [&](Filter filter) {
    add_reach(filter, reach, "w.");
    return count("work_orders w", std::move(filter));
  };
  dashboard.opened_today = orders(within("w.opened_at"));
  dashboard.closed_today = orders(within("w.closed_at").add("w.state = 'closed'"));
  dashboard.repaired_today = orders(within("w.resolution_at").add("w.outcome = 'repaired'"));
  auto breached = within("c.breached_at");
  add_reach(breached, reach, "w.");
  dashboard.breached_today = count("sla_clocks c JOIN work_orders w ON w.id = c.work_order", breached);
  auto received = within("received_at");
  add_report_reach(received, reach);
  dashboard.reports_today = count("reports", received);
  auto waiting = Filter().add("state = 'received'");
  add_report_reach(waiting, reach);
  dashboard.reports_waiting = count("reports", waiting);
}

}  // namespace

models::Dashboard DashboardStore::read(models::Time now, models::Time day_start, const models::Reach& reach) {
  Board board;
  if (reach.whole()) {
    read_open(connection_, board);
    read_late(connection_, now, board);
    read_day(connection_, day_start, board.dashboard);
  } else {
    count_open(connection_, now, reach, board);
    count_day(connection_, day_start, reach, board.dashboard);
  }
  board.dashboard.by_village = in_order(board.by_village);
  board.dashboard.by_class = in_order(board.by_class);
  board.dashboard.by_crew = in_order(board.by_crew);
  return std::move(board.dashboard);
}

}  // namespace sql
