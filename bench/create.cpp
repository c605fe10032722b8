// How much of bare SQLite's durable rate does taking a report keep, with 1, 16 and 256 people at once?
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

#include "dispatch/intake.h"
#include "server/auth/tokens.h"
#include "server/storage/database.h"
#include "server/storage/sqlite/connection.h"
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

// The rule, the row, the event and the commit, `together` at a time, answered only when durable.
double ours(storage::Database& database, int count, int together) {
  const models::Actor actor{models::AccountId{}, models::Role::system, "bench", {}};
  const models::Time now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  std::mutex mutex;
  std::condition_variable changed;
  int waiting = 0;
  int failed = 0;
  const auto start = Clock::now();
  for (int i = 0; i < count; ++i) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return waiting < together; });
    ++waiting;
    lock.unlock();
    database.write(
        [&, i, token = auth::new_report_token()](models::Transaction& tx) {
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
  return count / seconds_since(start);
}

// The yardstick: one row of about the same size each, so many to a commit, the same durability.
double bare(const std::filesystem::path& folder, int count, int together) {
  sqlite::Connection connection(folder / "bare.db", sqlite::Connection::Mode::writer,
                                std::chrono::seconds{1});
  connection.execute("CREATE TABLE IF NOT EXISTS rows (id INTEGER PRIMARY KEY, text TEXT)");
  const std::string text(600, 'x');
  const auto start = Clock::now();
  for (int i = 0; i < count; i += together) {
    connection.execute("BEGIN IMMEDIATE");
    for (int j = 0; j < together; ++j)
      connection.prepare("INSERT INTO rows (text) VALUES (?)").bind(text).run();
    connection.execute("COMMIT");
  }
  return count / seconds_since(start);
}

}  // namespace

int main() {
  const auto folder = make_folder();
  {
    const auto database = storage::open_sqlite(folder / "town");
    database->write_now([](models::Transaction& tx) {
      return town::load_town(std::filesystem::path(SOURCE_DIR) / "data" / "lucheng", tx).has_value();
    });
    std::printf("%8s %12s %12s %8s\n", "at once", "reports/s", "bare rows/s", "ratio");
    std::string json = "{";
    for (const auto& [together, count] : {std::pair{1, 2000}, std::pair{16, 8000}, std::pair{256, 20000}}) {
      const double rate = ours(*database, count, together);
      const double yardstick = bare(folder, count, together);
      std::printf("%8d %12.0f %12.0f %8.2f\n", together, rate, yardstick, rate / yardstick);
      char text[64];
      std::snprintf(text, sizeof text, "%s\"ratio_%d\":%.3f", json.size() > 1 ? "," : "", together,
                    rate / yardstick);
      json += text;
    }
    std::printf("%s}\n", json.c_str());
  }
  std::filesystem::remove_all(folder);
}
