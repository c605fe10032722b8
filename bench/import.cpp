// What does a file of a hundred thousand rows cost to take in: memory, time, and how long do other changes
// wait?
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "bench/support/history.h"
#include "bench/support/process.h"
#include "bench/support/self.h"
#include "server/imports/runner.h"
#include "server/town/table_writer.h"

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// The lamps of a town that grew: codes of their own, one circuit for each fifty.
void write_lamps(town::TableWriter& table, int rows, const std::string& village, const std::string& prefix) {
  table.write({"code", "class", "name", "village", "address", "latitude", "longitude", "circuit", "owner",
               "keeper", "duty", "manner", "funds"});
  for (int i = 1; i <= rows; ++i)
    table.write({prefix + std::to_string(i), "streetlight", "路灯 " + std::to_string(i), village,
                 "村口往东 " + std::to_string(i) + " 米", "39.8", "116.8", "IM-" + std::to_string(i / 50),
                 "村委会", "村委会", "日常管护", "自管", "村集体"});
  table.finish();
}

/// Other people's changes, one after the other, as long as it lives.
class Others {
 public:
  explicit Others(storage::Database& database)
      : thread_([this, &database] {
          while (!stop_) {
            const auto start = Clock::now();
            database.write_now([](models::Transaction& tx) {
              tx.audit().describe(models::program_act("bench", bench::demo_evening));
              return true;
            });
            longest_ = std::max(longest_, seconds_since(start));
            std::this_thread::sleep_for(milliseconds{5});
          }
        }) {}
  ~Others() { longest(); }
  /// Ends them: a change that waits still is waited for.
  double longest() {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
    return longest_;
  }

 private:
  std::atomic<bool> stop_{false};
  double longest_ = 0;
  std::thread thread_;  ///< the last: it uses the others
};

struct Cost {
  double seconds = 0, processor = 0, growth_mib = 0, longest_wait = 0;
  models::Import one{};
};

Cost take(storage::Database& database, imports::Runner& runner, models::AccountId account,
          const std::string& bytes, bool dry_run) {
  Cost cost;
  cost.one.account = account;
  cost.one.format = imports::format_of(bytes);
  cost.one.dry_run = dry_run;
  cost.one.made_at = bench::demo_evening;
  database.write_now([&](models::Transaction& tx) {
    cost.one.id = tx.imports().insert(cost.one);
    return true;
  });
  const double held = bench::kilobytes("VmRSS:");
  bench::forget_peak();
  const double before = bench::processor_of(RUSAGE_SELF);
  const auto start = Clock::now();
  {
    Others others(database);
    if (!runner.add(cost.one.id, bytes)) throw std::runtime_error("the disk is full");
    while (!cost.one.ended_at) {
      std::this_thread::sleep_for(milliseconds{20});
      database.read_now([&](models::Transaction& tx) { cost.one = *tx.imports().find(cost.one.id); });
    }
    cost.seconds = seconds_since(start);
    cost.longest_wait = others.longest();
  }
  cost.processor = bench::processor_of(RUSAGE_SELF) - before;
  cost.growth_mib = (bench::kilobytes("VmHWM:") - held) / 1024;
  if (cost.one.state != models::ImportState::done) throw std::runtime_error("the import failed");
  return cost;
}

void tell(const char* what, int rows, std::size_t bytes, const Cost& cost) {
  std::printf("%-22s %8d rows %6.1f MB %7.2f s %7.2f CPU s %6.1f MiB more %7.2f s longest wait of others\n",
              what, rows, static_cast<double>(bytes) / 1e6, cost.seconds, cost.processor, cost.growth_mib,
              cost.longest_wait);
}

void run(int rows) {
  const bench::Folder home;
  const auto& folder = home.path();
  const auto database = storage::open_sqlite(folder / "data");
  bench::fill_town(*database);
  models::AccountId account;
  std::string village;
  database->read_now([&](models::Transaction& tx) {
    account = tx.accounts().list().front().id;
    village = tx.villages().list().front().code;
  });
  imports::Options options;
  options.folder = folder / "imports";
  options.limits.rows = static_cast<std::size_t>(rows) + 1000;
  options.limits.file_bytes = 512u * 1024 * 1024;
  options.clock = [] { return bench::demo_evening; };
  imports::Runner runner(*database, options);
  runner.start();
  const auto csv = [&](int count, const std::string& prefix) {
    std::ostringstream text;
    write_lamps(*town::open_csv_writer(text), count, village, prefix);
    return text.str();
  };
  const auto xlsx = [&](const std::string& prefix) {
    write_lamps(*town::open_xlsx_writer(folder / "lamps.xlsx"), rows, village, prefix);
    std::ifstream file(folder / "lamps.xlsx", std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    return bytes.str();
  };
  // The first fills the caches of the database, which a server has full anyway.
  take(*database, runner, account, csv(std::min(rows, 5000), "W-"), false);
  std::string line;
  const auto measure = [&](const char* what, const std::string& bytes, bool dry_run) {
    const auto cost = take(*database, runner, account, bytes, dry_run);
    tell(what, rows, bytes.size(), cost);
    line += std::string(line.empty() ? "" : ",") + "\"" + what +
            "\":{\"seconds\":" + std::to_string(cost.seconds) +
            ",\"cpu_s\":" + std::to_string(cost.processor) +
            ",\"growth_mib\":" + std::to_string(cost.growth_mib) +
            ",\"longest_wait_s\":" + std::to_string(cost.longest_wait) + "}";
  };
  measure("csv, dry run", csv(rows, "A-"), true);
  measure("csv", csv(rows, "A-"), false);
  measure("csv again, the same", csv(rows, "A-"), false);
  measure("xlsx", xlsx("B-"), false);
  runner.stop();
  std::printf("{\"rows\":%d,%s}\n", rows, line.c_str());
}

}  // namespace

int main(int argc, char** argv) {
  const int rows = argc > 1 ? std::atoi(argv[1]) : 100'000;
  if (rows < 1) {
    std::fprintf(stderr, "usage: import [ROWS, 100000]\n");
    return 2;
  }
  run(rows);
  return 0;
}
