// What do a million open clocks cost: the next deadline, a pass of the watcher, a start; and one far
// deadline?
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "dispatch/calendar.h"
#include "dispatch/escalation.h"
#include "dispatch/sla_clock.h"
#include "server/storage/database.h"
#include "server/storage/sqlite/connection.h"
#include "server/town/load.h"

namespace {

using Clock = std::chrono::steady_clock;
using models::Time;

/// Of the whole program: the machine may be busy with others.
double processor_microseconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
}

double microseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::micro>(Clock::now() - start).count();
}

struct Spread {
  double middle = 0;
  double p99 = 0;
  double processor_p99 = 0;
};

template <class Work>
Spread measure(int times, Work work) {
  std::vector<double> taken, processor;
  for (int i = 0; i < times; ++i) {
    const auto start = Clock::now();
    const double before = processor_microseconds();
    work(i);
    processor.push_back(processor_microseconds() - before);
    taken.push_back(microseconds_since(start));
  }
  std::sort(taken.begin(), taken.end());
  std::sort(processor.begin(), processor.end());
  return {taken[taken.size() / 2], taken[taken.size() * 99 / 100], processor[processor.size() * 99 / 100]};
}

std::filesystem::path make_folder() {
  std::string name = (std::filesystem::temp_directory_path() / "lamplighter-bench-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  return name;
}

constexpr Time epoch{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}};

/// The yardstick: minute after minute, asking each whether it is open.
Time walk(const models::Calendar& calendar, Time from, models::Duration working) {
  while (working > models::Duration{0}) {
    if (dispatch::is_open(calendar.spans, calendar.utc_offset_seconds, from))
      working -= std::chrono::minutes{1};
    from += std::chrono::minutes{1};
  }
  return from;
}

models::Calendar workdays(models::Transaction& tx) {
  auto calendar = tx.catalog().find_calendar("workdays-09-18");
  if (!calendar) throw std::runtime_error("the town has no calendar workdays-09-18");
  return *calendar;
}

struct Deadline {
  double ready = 0, whole = 0, make = 0, walked = 0;
};

Deadline deadlines(const models::Calendar& calendar) {
  // 2300 working days of nine hours are nine and a half years of the calendar.
  constexpr models::Duration far = std::chrono::hours{2300 * 9};
  Deadline result;
  const auto made = Clock::now();
  const dispatch::OpenTime open(calendar);
  result.make = microseconds_since(made);
  constexpr int many = 200'000;
  std::int64_t sum = 0;
  auto start = Clock::now();
  for (int i = 0; i < many; ++i) sum += models::to_unix(open.add(epoch + std::chrono::seconds{i * 397}, far));
  result.ready = microseconds_since(start) / many;
  start = Clock::now();
  for (int i = 0; i < many; ++i)
    sum -= models::to_unix(dispatch::add_working_time(calendar, epoch + std::chrono::seconds{i * 397}, far));
  result.whole = microseconds_since(start) / many;
  if (sum != 0) throw std::runtime_error("the two ways do not agree");
  // Without the dates, which the walk does not know: the same work for both.
  auto plain = calendar;
  plain.exceptions.clear();
  plain.zone.clear();
  start = Clock::now();
  const auto walked = walk(plain, epoch, far);
  result.walked = microseconds_since(start);
  if (walked != dispatch::add_working_time(plain, epoch, far))
    throw std::runtime_error("the walk does not agree");
  return result;
}

/// Orders with four clocks each, due over the next half year, written straight into the file: the rules made
/// one.
void fill(const std::filesystem::path& folder, int orders) {
  models::WorkOrder order;
  {
    const auto database = storage::open_sqlite(folder, {});
    database->write_now([&](models::Transaction& tx) {
      const auto policy = tx.catalog().find_policy("HP-P0");
      order.number = "LC-bench-0";
      order.facility_class = "heater";
      order.received_at = order.opened_at = order.changed_at = epoch;
      order.policy = policy->code;
      order.policy_version = policy->version;
      order.clocks = dispatch::start_clocks(tx.catalog(), *policy, epoch);
      order.id = tx.work_orders().insert(order);
      return true;
    });
  }
  // A copy of the row for each further order, its times moved by some minutes: a million through the rules
  // would measure the filling.
  sqlite::Connection connection(folder / "lamplighter.db", sqlite::Connection::Mode::writer,
                                std::chrono::seconds{5});
  connection.execute("BEGIN IMMEDIATE");
  connection.execute(
      "CREATE TEMP TABLE n AS WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < " +
      std::to_string(orders - 1) + ") SELECT i, i * 63 AS later FROM c");
  connection.execute("CREATE TEMP TABLE o AS SELECT * FROM work_orders LIMIT 1");
  connection.execute("CREATE TEMP TABLE k AS SELECT * FROM sla_clocks");
  std::string columns, values;
  auto table = connection.prepare("SELECT name FROM pragma_table_info('work_orders') WHERE name <> 'id'");
  while (table.step()) {
    const std::string name(table.text());
    columns += (columns.empty() ? "" : ", ") + name;
    const bool moves = name == "due" || name == "soon_at" || name == "late_at";
    values += (values.empty() ? "" : ", ") + (name == "number" ? std::string("'LC-bench-' || n.i")
                                                               : "o." + name + (moves ? " + n.later" : ""));
  }
  connection.execute("INSERT INTO work_orders (id, " + columns + ") SELECT 1 + n.i, " + values +
                     " FROM n, o");
  std::string clock_columns, clock_values;
  auto clocks =
      connection.prepare("SELECT name FROM pragma_table_info('sla_clocks') WHERE name <> 'work_order'");
  while (clocks.step()) {
    const std::string name(clocks.text());
    clock_columns += ", " + name;
    const bool moves = name == "started_at" || name == "due_at" || name == "warn_at" || name == "next_at";
    clock_values += ", k." + name + (moves ? " + n.later" : "");
  }
  connection.execute("INSERT INTO sla_clocks (work_order" + clock_columns + ") SELECT 1 + n.i" +
                     clock_values + " FROM n, k");
  connection.execute("COMMIT");
}

double start_up(const std::filesystem::path& folder) {
  double best = 1e12;
  for (int i = 0; i < 5; ++i) {
    const auto start = Clock::now();
    const auto database = storage::open_sqlite(folder, {});
    database->read_now([](models::Transaction& tx) { tx.work_orders().next_clock(); });
    best = std::min(best, microseconds_since(start));
  }
  return best;
}

void load(const std::filesystem::path& folder) {
  const auto database = storage::open_sqlite(folder, {});
  database->write_now([](models::Transaction& tx) {
    const auto loaded = town::load_town(std::filesystem::path(SOURCE_DIR) / "data/lucheng", tx);
    if (!loaded) throw std::runtime_error(loaded.error().detail);
    return true;
  });
}

void run(int clocks) {
  const auto empty = make_folder(), full = make_folder();
  load(empty);
  load(full);
  models::Calendar calendar;
  {
    const auto database = storage::open_sqlite(empty, {});
    database->read_now([&](models::Transaction& tx) { calendar = workdays(tx); });
  }
  const auto deadline = deadlines(calendar);
  std::fprintf(stderr, "filling %d clocks\n", clocks);
  fill(full, clocks / 4);
  const double empty_start = start_up(empty), full_start = start_up(full);
  const auto database = storage::open_sqlite(full, {});
  const auto lookup = measure(2000, [&](int) {
    database->read_now([](models::Transaction& tx) {
      if (!tx.work_orders().next_clock()) throw std::runtime_error("no clock runs");
    });
  });
  const auto pass = [&](Time now, int& told) {
    const auto start = Clock::now();
    database->write_now([&](models::Transaction& tx) {
      const auto watched = dispatch::watch_clocks(tx, now);
      told = watched.warned + watched.breached;
      return true;
    });
    return microseconds_since(start);
  };
  // Nothing is due yet; then a minute's worth; then the same again, when all was told.
  int none = 0, some = 0, again = 0;
  const double idle = pass(epoch, none), busy = pass(epoch + std::chrono::minutes{20}, some);
  const double after = pass(epoch + std::chrono::minutes{20}, again);
  std::printf("%-46s %12s %12s\n", "", "measured", "demanded");
  std::printf("%-46s %9.0f us %9.0f us\n", "next deadline, p99", lookup.p99, 1000.0);
  std::printf("%-46s %9.0f us %9.0f us\n", "next deadline, p99 of processor time", lookup.processor_p99,
              1000.0);
  std::printf("%-46s %9.0f us\n", "next deadline, median", lookup.middle);
  std::printf("%-46s %9.0f us\n", "a pass that finds nothing due", idle);
  std::printf("%-46s %9.0f us (%d told, durable)\n", "a pass that finds something", busy, some);
  std::printf("%-46s %9.0f us (%d told)\n", "the same pass again", after, again);
  std::printf("%-46s %9.0f us %9.0f us\n", "start, more than an empty folder", full_start - empty_start, 1e6);
  std::printf("%-46s %9.2f us %9.2f us\n", "deadline over ten years, calendar ready", deadline.ready, 2.0);
  std::printf("%-46s %9.2f us\n", "the same, with finding the ready calendar", deadline.whole);
  std::printf("%-46s %9.0f us\n", "the same, minute by minute", deadline.walked);
  std::printf("%-46s %9.0f us\n", "making a calendar ready, once", deadline.make);
  std::printf(
      "{\"clocks\":%d,\"next_p99_us\":%.1f,\"next_processor_p99_us\":%.1f,\"next_median_us\":%.1f,\"idle_"
      "pass_us\":%.1f,\"busy_pass_us\":%."
      "1f,"
      "\"told\":%d,\"start_more_us\":%.0f,\"deadline_us\":%.3f,\"deadline_found_us\":%.3f,\"walk_us\":%.0f,"
      "\"make_us\":%.0f}\n",
      clocks, lookup.p99, lookup.processor_p99, lookup.middle, idle, busy, some, full_start - empty_start,
      deadline.ready, deadline.whole, deadline.walked, deadline.make);
  std::filesystem::remove_all(empty);
  std::filesystem::remove_all(full);
}

}  // namespace

int main(int argc, char** argv) {
  const int clocks = argc > 1 ? std::atoi(argv[1]) : 1'000'000;
  if (clocks < 4) {
    std::fprintf(stderr, "usage: clocks [NUMBER of open clocks, 1000000]\n");
    return 2;
  }
  run(clocks);
  return 0;
}
