// What does a million work orders as CSV cost, in time and memory, beside `sqlite3 -csv` of the same columns?
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "bench/support/history.h"
#include "bench/support/process.h"
#include "bench/support/self.h"
#include "server/exports/runner.h"

namespace {

using Clock = std::chrono::steady_clock;

struct Cost {
  double seconds = 0;
  double processor_seconds = 0;
};

const models::Time now = bench::demo_evening;

constexpr const char* columns_of_the_export =
    "SELECT w.number, w.state, w.severity, w.facility_class, w.fault_kind, w.village_code, v.name, "
    "w.address, "
    "w.latitude, w.longitude, f.code, f.name, c.code, w.description, w.report_count, w.received_at, "
    "w.opened_at, w.due, w.assigned_at, w.accepted_at, w.arrived_at, w.made_safe_at, w.resolved_at, "
    "w.closed_at, "
    "w.outcome, w.reopened FROM work_orders w LEFT JOIN facilities f ON f.id = w.facility LEFT JOIN villages "
    "v "
    "ON v.code = w.village_code LEFT JOIN crews c ON c.id = w.crew ORDER BY w.id";

/// The yardstick: the tool of SQLite's own, a program beside this one.
Cost by_sqlite_tool(const std::filesystem::path& file, const std::filesystem::path& into) {
  const double before = bench::processor_of(RUSAGE_CHILDREN);
  const auto start = Clock::now();
  const auto child = ::fork();
  if (child == 0) {
    if (std::freopen(into.c_str(), "w", stdout) == nullptr) ::_exit(126);
    ::execlp("sqlite3", "sqlite3", "-readonly", "-csv", "-header", file.c_str(), columns_of_the_export,
             static_cast<char*>(nullptr));
    ::_exit(127);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw std::runtime_error("sqlite3 is missing or failed: install Debian's package sqlite3");
  return {std::chrono::duration<double>(Clock::now() - start).count(),
          bench::processor_of(RUSAGE_CHILDREN) - before};
}

Cost by_export(storage::Database& database, exports::Runner& runner, models::AccountId account,
               models::Export& one) {
  one = {};
  one.account = account;
  one.filters = "{}";
  one.made_at = now;
  database.write_now([&](models::Transaction& tx) {
    one.id = tx.exports().insert(one);
    return true;
  });
  const double before = bench::processor_of(RUSAGE_SELF);
  const auto start = Clock::now();
  runner.add(one.id, exports::order_rows({}));
  while (!one.ended_at) {
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
    database.read_now([&](models::Transaction& tx) { one = *tx.exports().find(one.id); });
  }
  if (one.state != models::ExportState::done) throw std::runtime_error("the export failed");
  return {std::chrono::duration<double>(Clock::now() - start).count(),
          bench::processor_of(RUSAGE_SELF) - before};
}

Cost better(const Cost& one, const Cost& other) {
  return {std::min(one.seconds, other.seconds), std::min(one.processor_seconds, other.processor_seconds)};
}

void run(int rows, int rounds) {
  const bench::Folder home;
  const auto& folder = home.path();
  models::AccountId account;
  {
    const auto database = storage::open_sqlite(folder);
    bench::fill_town(*database);
    database->read_now([&](models::Transaction& tx) { account = tx.accounts().list().front().id; });
  }
  std::fprintf(stderr, "filling %d orders\n", rows);
  bench::fill_bare_orders(folder / "lamplighter.db", rows);
  const auto database = storage::open_sqlite(folder);
  exports::Options options;
  options.folder = folder / "exports";
  options.limits.rows = 2LL * rows + 1000;
  options.clock = [] { return now; };
  exports::Runner runner(*database, options);
  runner.start();
  Cost tool{1e9, 1e9}, own{1e9, 1e9};
  models::Export one;
  // The first also fills the page caches of the database's readers, 16 MiB each, which a server has full
  // anyway.
  double first = 0, growth = 0;
  // Turn about, the best of each: the machine may be busy with others.
  for (int round = 0; round < rounds; ++round) {
    tool = better(tool, by_sqlite_tool(folder / "lamplighter.db", folder / "tool.csv"));
    const double held = bench::kilobytes("VmRSS:");
    bench::forget_peak();
    own = better(own, by_export(*database, runner, account, one));
    const double grown = (bench::kilobytes("VmHWM:") - held) / 1024;
    (round == 0 ? first : growth) = std::max(round == 0 ? 0 : growth, grown);
  }
  runner.stop();
  const double ratio = own.processor_seconds / tool.processor_seconds;
  std::printf("%-28s %10s %10s %10s\n", "", "CPU s", "s", "MB");
  std::printf("%-28s %10.2f %10.2f %10.1f\n", "sqlite3 -csv", tool.processor_seconds, tool.seconds,
              static_cast<double>(std::filesystem::file_size(folder / "tool.csv")) / 1e6);
  std::printf("%-28s %10.2f %10.2f %10.1f\n", "export", own.processor_seconds, own.seconds,
              static_cast<double>(one.bytes) / 1e6);
  const auto count = static_cast<long long>(one.rows);
  std::printf("%lld rows, %.2f times the tool's processor time (%.2f of the clock's; aim: 2)\n", count, ratio,
              own.seconds / tool.seconds);
  std::printf("%.1f MiB more memory with the first export, %.1f with a later one; aim: 64\n", first, growth);
  std::printf("{\"rows\":%lld,\"tool_cpu_s\":%.3f,\"export_cpu_s\":%.3f,\"cpu_ratio\":%.3f,", count,
              tool.processor_seconds, own.processor_seconds, ratio);
  std::printf("\"first_growth_mib\":%.1f,\"growth_mib\":%.1f,\"bytes\":%lld}\n", first, growth,
              static_cast<long long>(one.bytes));
}

}  // namespace

int main(int argc, char** argv) {
  const int rows = argc > 1 ? std::atoi(argv[1]) : 1'000'000;
  if (rows < 1) {
    std::fprintf(stderr, "usage: export [ROWS, 1000000] [ROUNDS, 3]\n");
    return 2;
  }
  run(rows, argc > 2 ? std::max(1, std::atoi(argv[2])) : 3);
  return 0;
}
