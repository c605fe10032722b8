#include "bench/support/history.h"

#include <cstdlib>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "dispatch/figure_days.h"
#include "server/storage/sqlite/connection.h"
#include "server/town/demo.h"

namespace bench {
namespace {

using Others = std::map<std::string, std::string>;  // a column's expression instead of the copied row's

/// The columns of a table and what a copy has in them: of the row `source`, with times n.i minutes earlier.
std::string copying(sqlite::Connection& connection, const std::string& table, const std::string& source,
                    const Others& others) {
  std::string columns, values;
  auto names = connection.prepare("SELECT name FROM pragma_table_info('" + table + "') WHERE name <> 'id'");
  while (names.step()) {
    const std::string name(names.text());
    const auto other = others.find(name);
    std::string value = source + "." + name;
    if (other != others.end()) {
      value = other->second;
    } else if (name.ends_with("_at") || name == "due" || name == "at") {
      value += " - n.i * 60";
    }
    columns.append(columns.empty() ? "" : ", ").append(name);
    values.append(values.empty() ? "" : ", ").append(value);
  }
  std::string sql = "INSERT INTO " + table + " (" + columns + ") ";
  return sql + "SELECT " + values;
}

std::string numbers(int from, int count) {
  return "WITH RECURSIVE n(i) AS (SELECT " + std::to_string(from) +
         " UNION ALL SELECT i + 1 FROM n WHERE i < " + std::to_string(from + count - 1) + ") ";
}

/// The statement with its numbers in front, as SQLite wants it.
void run(sqlite::Connection& connection, int from, int count, const std::string& insert,
         const std::string& of) {
  connection.execute(numbers(from, count) + insert + of);
}

std::int64_t number(sqlite::Connection& connection, const std::string& sql) {
  auto statement = connection.prepare(sql);
  statement.step();
  return statement.integer();
}

/// Tables of what is copied: orders that have a report and a repair clock as o, facilities as p.
void make_sources(sqlite::Connection& connection) {
  connection.execute(
      "CREATE TEMP TABLE o AS SELECT w.*, min(r.id) AS report, row_number() OVER (ORDER BY w.id) - 1 AS "
      "place "
      "FROM work_orders w JOIN reports r ON r.work_order = w.id "
      "WHERE EXISTS (SELECT 1 FROM sla_clocks c WHERE c.work_order = w.id AND c.target = 'resolve') "
      "GROUP BY w.id; CREATE UNIQUE INDEX temp.o_by_place ON o (place);"
      "CREATE TEMP TABLE p AS SELECT row_number() OVER (ORDER BY id) - 1 AS n, id, village_code, "
      "facility_class "
      "FROM facilities; CREATE UNIQUE INDEX temp.p_by_n ON p (n)");
}

constexpr const char* order_and_place =
    " FROM n JOIN o ON o.place = n.i % (SELECT count(*) FROM o) "
    "JOIN p ON p.n = n.i * 7 % (SELECT count(*) FROM p)";

const Others order_others{
    {"number", "'LC20261123-' || n.i"},     {"facility", "p.id"}, {"village_code", "p.village_code"},
    {"facility_class", "p.facility_class"}, {"parent", "NULL"},   {"assignment", "NULL"}};

constexpr int at_once = 100'000;

/// What triggers do with each row costs more than the row: they are taken away, their counts are made at once
/// by finish_counts(), and then they come back.
class WithoutTriggers {
 public:
  explicit WithoutTriggers(sqlite::Connection& connection) : connection_(connection) {
    auto list = connection.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'");
    while (list.step()) {
      std::string name(list.text());
      triggers_.emplace_back(std::move(name), std::string(list.text()));
    }
  }
  void drop() {
    for (const auto& [name, sql] : triggers_) connection_.execute("DROP TRIGGER " + name);
  }
  void restore() {
    for (const auto& [name, sql] : triggers_) connection_.execute(sql);
  }

 private:
  sqlite::Connection& connection_;
  std::vector<std::pair<std::string, std::string>> triggers_;
};

/// What the triggers would have counted of closed orders and their reports with ids of at least so much.
void finish_counts(sqlite::Connection& connection, std::int64_t order, std::int64_t report) {
  const auto count = [&](const std::string& name, const std::string& moment, const std::string& of) {
    connection.execute("INSERT INTO counters (name, quarter, value) SELECT '" + name + "', " + moment +
                       " / 900 - (" + moment + " % 900 < 0), count(*) FROM " + of +
                       " GROUP BY 2 ON CONFLICT DO UPDATE SET value = value + excluded.value");
  };
  const auto orders = "work_orders WHERE id >= " + std::to_string(order);
  count("opened", "opened_at", orders);
  count("closed", "closed_at", orders);
  count("repaired", "resolution_at", orders);
  count("reports", "received_at", "reports WHERE id >= " + std::to_string(report));
  connection.execute("INSERT INTO figure_waiting SELECT id FROM " + orders);
}

}  // namespace

void fill_town(storage::Database& database) {
  int tokens = 0;
  town::DemoOptions options;
  options.token = [&tokens] { return "token-" + std::to_string(++tokens); };
  const auto hash = [](const std::string&) { return std::string("hash"); };
  const auto data = std::filesystem::path(SOURCE_DIR) / "data" / "lucheng";
  if (const auto filled = town::fill_demo(database, data, hash, demo_evening, options); !filled)
    throw std::runtime_error(filled.error().detail);
}

void fill_history(const std::filesystem::path& file, int orders) {
  sqlite::Connection connection(file, sqlite::Connection::Mode::writer, std::chrono::seconds{5});
  make_sources(connection);
  const auto first = number(connection, "SELECT max(id) FROM work_orders") + 1;
  const auto first_report = number(connection, "SELECT max(id) FROM reports") + 1;
  const std::string order = std::to_string(first - 1) + " + n.i";
  auto closed = order_others;
  closed.insert({{"state", "'closed'"},
                 {"simulated", "0"},
                 {"soon_at", "NULL"},
                 {"late_at", "NULL"},
                 {"outcome", "'repaired'"},
                 {"resolution_at", "o.received_at - n.i * 60 + 7200"},
                 {"resolved_at", "o.received_at - n.i * 60 + 7200"},
                 {"closed_at", "o.received_at - n.i * 60 + 10800"},
                 {"pause_count", "0"}});
  const auto orders_sql = copying(connection, "work_orders", "o", closed);
  const auto clocks_sql = copying(connection, "sla_clocks", "c",
                                  {{"work_order", order},
                                   {"next_at", "NULL"},
                                   {"breached_at", "NULL"},
                                   {"paused_at", "NULL"},
                                   {"stopped_at", "o.received_at - n.i * 60 + 7200"}});
  const auto reports_sql = copying(connection, "reports", "r",
                                   {{"work_order", order},
                                    {"simulated", "0"},
                                    {"token", "'history-' || n.i"},
                                    {"external_reference", "NULL"},
                                    {"state", "'accepted'"},
                                    {"reporter_phone", "printf('1390000%05d', n.i % 100000)"}});
  const auto events_sql = copying(connection, "events", "e",
                                  {{"kind", "'work_order_closed'"},
                                   {"work_order", order},
                                   {"report", "NULL"},
                                   {"state", "'closed'"},
                                   {"at", "o.received_at - n.i * 60 + 10800"}});
  WithoutTriggers triggers(connection);
  triggers.drop();
  for (int from = 1; from <= orders; from += at_once) {
    const int count = std::min(at_once, orders - from + 1);
    connection.execute("BEGIN IMMEDIATE");
    run(connection, from, count, orders_sql, order_and_place);
    run(connection, from, count, clocks_sql,
        std::string(order_and_place) + " JOIN sla_clocks c ON c.work_order = o.id AND c.target = 'resolve'");
    run(connection, from, count, reports_sql,
        std::string(order_and_place) + " JOIN reports r ON r.id = o.report");
    run(connection, from, count, events_sql,
        std::string(order_and_place) +
            " JOIN events e ON e.id = (SELECT min(id) FROM events WHERE work_order = o.id)");
    connection.execute("COMMIT");
    connection.checkpoint(true);
  }
  finish_counts(connection, first, first_report);
  triggers.restore();
  connection.execute("PRAGMA analysis_limit = 1000");
  connection.execute("ANALYZE");
  connection.checkpoint(true);
}

void roll_up(const std::filesystem::path& data) {
  constexpr int at_a_time = 20'000;
  const auto database = storage::open_sqlite(data);
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  for (std::optional<models::WorkOrderId> after = models::WorkOrderId{}; after;)
    database->write_now([&, from = *after](models::Transaction& tx) {
      after = dispatch::roll_up_figures(*dispatch::figure_days_of(tx), from, at_a_time, now, 8 * 3600).last;
      return true;
    });
}

OldTown::OldTown(const std::string& program, int orders) {
  if (const char* kept = std::getenv("LAMPLIGHTER_BENCH_TOWN"))
    data_ = kept;
  else
    data_ = own_.emplace().path() / "town";
  found_ = std::filesystem::exists(data_ / "lamplighter.db");
  if (!found_ &&
      !Process({program, "demo", "--data", data_.string(), "--town", SOURCE_DIR "/data/lucheng"}).end_well())
    throw std::runtime_error("the demo town could not be made");
  if (!found_ && orders > 0) fill_history(data_ / "lamplighter.db", orders);
  roll_up(data_);  // of what was found nothing waits, or what a server did not get to
}

void fill_bare_orders(const std::filesystem::path& file, int orders) {
  sqlite::Connection connection(file, sqlite::Connection::Mode::writer, std::chrono::seconds{5});
  connection.execute("BEGIN IMMEDIATE");
  // The boards' counters are nobody's business here, and cost more than the rows.
  std::vector<std::string> triggers;
  {
    auto names = connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'");
    while (names.step()) triggers.emplace_back(names.text());
  }
  for (const auto& name : triggers) connection.execute("DROP TRIGGER " + name);
  make_sources(connection);
  run(connection, 1, orders, copying(connection, "work_orders", "o", order_others), order_and_place);
  connection.execute("COMMIT");
  connection.checkpoint(true);
}

void fill_facilities(const std::filesystem::path& file, int facilities) {
  sqlite::Connection connection(file, sqlite::Connection::Mode::writer, std::chrono::seconds{5});
  const auto sql =
      copying(connection, "facilities", "f",
              {{"code", "f.code || '-' || n.i"},
               {"search_text", "replace(f.search_text, lower(f.code), lower(f.code) || '-' || n.i)"}});
  connection.execute(
      "CREATE TEMP TABLE p AS SELECT row_number() OVER (ORDER BY id) - 1 AS n, id FROM facilities;"
      "CREATE UNIQUE INDEX temp.p_by_n ON p (n)");
  for (int from = 1; from <= facilities; from += at_once) {
    const int count = std::min(at_once, facilities - from + 1);
    connection.execute("BEGIN IMMEDIATE");
    run(connection, from, count, sql,
        " FROM n JOIN p ON p.n = n.i % (SELECT count(*) FROM p) JOIN facilities f ON f.id = p.id");
    connection.execute("COMMIT");
    connection.checkpoint(true);
  }
}

}  // namespace bench
