// What do the audit log and the encryption cost a durable change, on and off in one run, and how long is
// verifying 1,000,000 rows?
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

std::unique_ptr<storage::Database> open_town(const std::filesystem::path& folder, bool audit,
                                             bool sealed = false) {
  storage::DatabaseLimits limits;
  limits.audit = audit;
  if (sealed) limits.key = std::string(32, 'k');
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

/// The same change with the log, without it, and with the log in an encrypted file, turn about, so that what
/// else the machine does falls on all three. Answers the columns as JSON.
std::string compare(storage::Database& with, storage::Database& without, storage::Database& sealed,
                    int together) {
  std::vector<double> speed[3], processor[3], log, key, log_processor, key_processor;
  const int count = together == 1 ? 150 : together == 16 ? 1500 : 4000;
  for (int round = 0; round < 9; ++round) {
    Speed now[3];
    for (int turn = 0; turn < 3; ++turn) {
      // Who begins changes with every round.
      const int which = (round + turn) % 3;
      now[which] = rate(which == 0 ? with : which == 1 ? without : sealed, count, together);
      speed[which].push_back(now[which].rate), processor[which].push_back(now[which].processor);
    }
    log.push_back((now[1].rate / now[0].rate - 1) * 100);
    key.push_back((now[0].rate / now[2].rate - 1) * 100);
    log_processor.push_back((now[0].processor / now[1].processor - 1) * 100);
    key_processor.push_back((now[2].processor / now[0].processor - 1) * 100);
  }
  std::printf("%8d %9.0f %9.0f %9.0f %8.1f %% %8.1f %% %7.0f %7.0f %7.0f\n", together, median(speed[1]),
              median(speed[0]), median(speed[2]), median(log), median(key), median(processor[1]),
              median(processor[0]), median(processor[2]));
  std::string json;
  const auto add = [&](const char* name, double value) {
    json +=
        std::string(",\"") + name + "_percent_" + std::to_string(together) + "\":" + std::to_string(value);
  };
  add("log", median(log)), add("key", median(key));
  add("log_processor", median(log_processor)), add("key_processor", median(key_processor));
  return json;
}

}  // namespace

int main(int argc, char** argv) {
  const long long rows = argc > 1 ? std::atoll(argv[1]) : 1'000'000;
  const auto folder = make_folder();
  std::string json = "{\"bench\":\"audit\"";
  {
    const auto with = open_town(folder / "on", true);
    const auto without = open_town(folder / "off", false);
    const auto sealed = open_town(folder / "sealed", true, true);
    std::printf("durable changes a second, and microseconds of processor for each\n");
    std::printf("%8s %9s %9s %9s %10s %10s %7s %7s %7s\n", "at once", "no log", "log", "log+key", "log costs",
                "key costs", "no log", "log", "log+key");
    for (const int together : {1, 16, 256}) json += compare(*with, *without, *sealed, together);
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
