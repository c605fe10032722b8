// What does the audit log cost a durable change, on and off in one run, and how long is verifying 1,000,000
// rows?
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "dispatch/intake.h"
#include "server/auth/tokens.h"
#include "server/storage/audit_verify.h"
#include "server/storage/database.h"
#include "server/town/load.h"

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::filesystem::path make_folder() {
  std::string name = (std::filesystem::temp_directory_path() / "lamplighter-bench-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  return name;
}

/// Changes in a second, and microseconds of processor for each.
struct Speed {
  double rate = 0;
  double processor = 0;
};

models::NewReport report_of(int index) {
  models::NewReport report;
  report.channel = models::Channel::hotline;
  report.reporter = {"王秀兰", "010-5550-0142", true};
  report.place.village_code = "110112119243";
  report.place.address = std::to_string(index) + "号";
  report.fault_kind = "HP-01";
  report.description = "家里冰凉，机器不转，已经两个小时了";
  return report;
}

models::AuditEntry entry_of(int index) {
  models::AuditEntry entry;
  entry.kind = models::AuditKind::write;
  entry.at = models::from_unix(1'800'000'000 + index);
  entry.account = {7};
  entry.role = "operator";
  entry.name = "坐席一号";
  entry.address = "10.20.30.40";
  entry.agent =
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36";
  entry.act = "POST /api/v1/work-orders/{id}/acceptance";
  entry.object_kind = "work_order";
  entry.object_id = std::to_string(index);
  entry.status = 200;
  entry.request_id = "0123456789abcdef01234567";
  entry.idempotency_key = "2b1f6c1e-9d6f-4a53-8f5c-" + std::to_string(100'000'000'000LL + index);
  return entry;
}

// Reports taken and answered when durable, so many at once; how many in a second.
Speed rate(storage::Database& database, int count, int together) {
  const models::Actor actor{models::AccountId{}, models::Role::system, "bench", {}};
  const models::Time now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  std::mutex mutex;
  std::condition_variable changed;
  int waiting = 0;
  int failed = 0;
  const auto start = Clock::now();
  const auto processor = std::clock();
  for (int i = 0; i < count; ++i) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return waiting < together; });
    ++waiting;
    lock.unlock();
    database.write(
        [&, i, token = auth::new_report_token()](models::Transaction& tx) {
          tx.audit().describe(entry_of(i));
          return dispatch::receive_report(tx, actor, report_of(i), token, now).has_value();
        },
        [&](const std::exception_ptr& failure) {
          const std::scoped_lock guard(mutex);
          if (failure) ++failed;
          --waiting;
          changed.notify_one();
        });
  }
  std::unique_lock lock(mutex);
  changed.wait(lock, [&] { return waiting == 0; });
  if (failed != 0) throw std::runtime_error("a report was not stored");
  return {count / seconds_since(start),
          1e6 * static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC / count};
}

std::unique_ptr<storage::Database> open_town(const std::filesystem::path& folder, bool audit) {
  storage::DatabaseLimits limits;
  limits.audit = audit;
  auto database = storage::open_sqlite(folder, limits);
  database->write_now([](models::Transaction& tx) {
    return town::load_town(std::filesystem::path(SOURCE_DIR) / "data" / "lucheng", tx).has_value();
  });
  return database;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  const long long rows = argc > 1 ? std::atoll(argv[1]) : 1'000'000;
  const auto folder = make_folder();
  std::string json = "{\"bench\":\"audit\"";
  {
    const auto with = open_town(folder / "on", true);
    const auto without = open_town(folder / "off", false);
    std::printf("%8s %12s %12s %10s %12s %12s\n", "at once", "with log /s", "without /s", "overhead",
                "with us CPU", "without");
    for (const int together : {1, 16, 256}) {
      std::vector<double> on, off, on_cpu, off_cpu, overheads;
      // Turn about, so that what else the machine does falls on both.
      for (int round = 0; round < 9; ++round) {
        const int count = together == 1 ? 150 : together == 16 ? 1500 : 4000;
        const auto with_log = rate(*with, count, together);
        const auto without_log = rate(*without, count, together);
        on.push_back(with_log.rate), off.push_back(without_log.rate);
        on_cpu.push_back(with_log.processor), off_cpu.push_back(without_log.processor);
        overheads.push_back((without_log.rate / with_log.rate - 1) * 100);
      }
      std::printf("%8d %12.0f %12.0f %8.1f %% %12.0f %12.0f\n", together, median(on), median(off),
                  median(overheads), median(on_cpu), median(off_cpu));
      json += ",\"overhead_percent_" + std::to_string(together) + "\":" + std::to_string(median(overheads));
    }
  }
  {
    const auto database = storage::open_sqlite(folder / "rows");
    for (long long done = 0; done < rows;) {
      database->write_now([&](models::Transaction& tx) {
        for (int i = 0; i < 20'000 && done < rows; ++i, ++done)
          tx.audit().append(entry_of(static_cast<int>(done)));
        return true;
      });
    }
    const auto start = Clock::now();
    const auto processor = std::clock();
    const auto verdict = storage::verify_audit(folder / "rows", {}, {});
    const double took = seconds_since(start);
    if (!verdict.good() || verdict.rows != rows) throw std::runtime_error("the log is not whole");
    std::printf("verified %lld rows in %.2f s, %.2f s of processor\n", static_cast<long long>(verdict.rows),
                took, static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC);
    json +=
        ",\"verify_rows\":" + std::to_string(verdict.rows) + ",\"verify_seconds\":" + std::to_string(took);
  }
  std::printf("%s}\n", json.c_str());
  std::filesystem::remove_all(folder);
}
