#include <map>

#include "server/storage/sqlite/stores.h"

namespace sqlite {
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
      "SELECT ifnull(late_at <= ?1, 0), village_code, facility_class, crew "
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

}  // namespace

models::Dashboard DashboardStore::read(models::Time now, models::Time day_start) {
  Board board;
  read_open(connection_, board);
  read_late(connection_, now, board);
  read_day(connection_, day_start, board.dashboard);
  board.dashboard.by_village = in_order(board.by_village);
  board.dashboard.by_class = in_order(board.by_class);
  board.dashboard.by_crew = in_order(board.by_crew);
  return std::move(board.dashboard);
}

}  // namespace sqlite
