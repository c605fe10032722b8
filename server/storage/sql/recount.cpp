#include "server/storage/sql/recount.h"

#include <utility>

namespace sql {
namespace {

/// Two ways to the same rows of a key and a value, in the order of the key; what is nought is left out of
/// both.
struct Recount {
  std::string what;
  std::string kept;
  std::string counted;
};

/// Along one dimension of the boards.
std::string count_open(const std::string& dimension, const std::string& column) {
  return "SELECT '" + dimension + "/' || coalesce(CAST(" + column +
         " AS TEXT), ''), count(*) || '/' || sum(CASE WHEN severity = 'danger' THEN 1 ELSE 0 END) FROM "
         "work_orders "
         "WHERE state NOT IN ('closed', 'cancelled') GROUP BY 1";
}

Recount open_orders() {
  return {"open orders",
          "SELECT dimension || '/' || key, open || '/' || danger FROM open_counters "
          "WHERE dimension <> 'reports' AND (open <> 0 OR danger <> 0) ORDER BY 1",
          count_open("state", "state") + " UNION ALL " + count_open("village", "village_code") +
              " UNION ALL " + count_open("class", "facility_class") + " UNION ALL " +
              count_open("crew", "crew") + " ORDER BY 1"};
}

Recount waiting_reports() {
  return {"reports that wait",
          "SELECT key, open || '/' || danger FROM open_counters WHERE dimension = 'reports' AND open <> 0",
          "SELECT state, count(*) || '/' || sum(danger) FROM reports WHERE state = 'received' GROUP BY 1"};
}

/// Shape   moment: the column whose quarter of an hour is counted; rows: table and condition
Recount quarters(const std::string& name, const std::string& moment, const std::string& rows) {
  return {name + " in a quarter of an hour",
          "SELECT quarter, value FROM counters WHERE name = '" + name + "' AND value <> 0 ORDER BY 1",
          "SELECT " + moment + " / 900 - CASE WHEN " + moment +
              " % 900 < 0 THEN 1 ELSE 0 END, count(*) FROM " + rows + " GROUP BY 1 ORDER BY 1"};
}

using Rows = std::vector<std::pair<std::string, std::string>>;

Rows rows_of(Connection& connection, const std::string& sql) {
  Rows all;
  auto statement = connection.prepare(sql);
  while (statement.step()) {
    std::string key(statement.text());
    all.emplace_back(std::move(key), std::string(statement.text()));
  }
  return all;
}

std::string show(const Rows& rows, std::size_t i) {
  return i < rows.size() ? rows[i].first + " = " + rows[i].second : "nothing more";
}

}  // namespace

std::vector<std::string> recount_faults(Connection& connection) {
  const Recount recounts[] = {
      open_orders(),
      waiting_reports(),
      quarters("reports", "received_at", "reports"),
      quarters("opened", "opened_at", "work_orders"),
      quarters("closed", "closed_at", "work_orders WHERE state = 'closed' AND closed_at IS NOT NULL"),
      quarters("repaired", "resolution_at", "work_orders WHERE outcome = 'repaired'"),
      quarters("breached", "breached_at", "sla_clocks WHERE breached_at IS NOT NULL"),
  };
  std::vector<std::string> faults;
  for (const auto& recount : recounts) {
    const auto kept = rows_of(connection, recount.kept);
    const auto counted = rows_of(connection, recount.counted);
    if (kept == counted) continue;
    std::size_t i = 0;
    while (i < kept.size() && i < counted.size() && kept[i] == counted[i]) ++i;
    faults.push_back("the counter of " + recount.what + " is wrong: kept " + show(kept, i) + ", counted " +
                     show(counted, i));
  }
  return faults;
}

}  // namespace sql
