// Prints how fast things are here and now; asserts only that they are right.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <ctime>
#include <functional>
#include <mutex>

#include "server/storage/sqlite/connection.h"
#include "tests/support/storage_fixture.h"
#include "tests/support/storage_samples.h"

namespace {

using Clock = std::chrono::steady_clock;

/// Of this program on all its threads: says more than the time when others use the machine too.
double processor_microseconds() { return 1e6 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

class Speed : public support::StorageTest {
 protected:
  void SetUp() override {
    town_ = write([](auto& tx) { return support::make_town(tx); });
  }

  /// What opening an order writes: report, order with its clocks, events, a notification.
  void create(models::Transaction& tx, int index) const {
    auto order = support::full_order(town_, index);
    order.state = models::WorkOrderState::assigned;
    order.number = tx.work_orders().next_number(models::from_unix(0), 0);
    order.pauses.clear();
    const auto id = tx.work_orders().insert(order);
    auto report = support::full_report(town_, index);
    report.work_order = id;
    const auto report_id = tx.reports().insert(report);
    for (const auto kind : {models::EventKind::report_received, models::EventKind::work_order_opened,
                            models::EventKind::work_order_assigned}) {
      models::Event event;
      event.kind = kind;
      event.report = report_id;
      event.work_order = id;
      tx.events().append(event);
    }
    tx.notifications().insert({{}, report_id, id, models::EventKind::work_order_opened, {}});
  }

  /// Runs `count` changes, so many at a time.
  double per_second(int count, int together, const storage::Database::WriteWork& work) {
    cost_ = -processor_microseconds();
    std::mutex mutex;
    std::condition_variable changed;
    int waiting = 0;
    const auto start = Clock::now();
    for (int i = 0; i < count; ++i) {
      std::unique_lock lock(mutex);
      changed.wait(lock, [&] { return waiting < together; });
      ++waiting;
      lock.unlock();
      database().write(work, [&](std::exception_ptr error) {
        EXPECT_FALSE(error);
        const std::lock_guard guard(mutex);
        --waiting;
        changed.notify_one();
      });
    }
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return waiting == 0; });
    cost_ = (cost_ + processor_microseconds()) / count;
    return count / seconds_since(start);
  }

  double reads_per_second(int count, const storage::Database::ReadWork& work) {
    cost_ = -processor_microseconds();
    const auto start = Clock::now();
    for (int i = 0; i < count; ++i) database().read_now(work);
    cost_ = (cost_ + processor_microseconds()) / count;
    return count / seconds_since(start);
  }

  support::Town town_;
  double cost_ = 0;  ///< microseconds of processor for each of the last
};
LAMPLIGHTER_EVERY_STORAGE(Speed);

TEST_P(Speed, OfCreating) {
  int index = 0;
  const auto work = [&](models::Transaction& tx) {
    create(tx, ++index);
    return true;
  };
  for (const auto& [together, count] : {std::pair{1, 300}, std::pair{16, 1500}, std::pair{256, 4000}}) {
    const auto rate = per_second(count, together, work);
    // The same durable commits without us: one row of the same size each, so many to a commit.
    support::TemporaryFolder folder;
    sqlite::Connection bare(folder.path() / "bare.db", sqlite::Connection::Mode::writer,
                            std::chrono::seconds{1});
    bare.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, text TEXT)");
    const std::string text(1500, 'x');
    const auto start = Clock::now();
    for (int i = 0; i < count; i += together) {
      bare.execute("BEGIN IMMEDIATE");
      for (int j = 0; j < together; ++j) bare.prepare("INSERT INTO rows (text) VALUES (?)").bind(text).run();
      bare.execute("COMMIT");
    }
    const auto bare_rate = count / seconds_since(start);
    std::printf("creating, %3d at a time: %7.0f/s; one bare row: %7.0f/s; ratio %.2f; %.0f us of processor\n",
                together, rate, bare_rate, rate / bare_rate, cost_);
  }
  EXPECT_EQ(read([](auto& tx) { return tx.events().last().value; }), 3 * index);
}

TEST_P(Speed, OfReadingAndUpdatingAmongManyOrders) {
  constexpr int orders = 4000;
  int index = 0;
  for (int i = 0; i < orders; i += 500)
    write([&](auto& tx) {
      for (int j = 0; j < 500; ++j) create(tx, ++index);
    });
  std::mt19937 random(support::test_seed());
  const auto any = [&] { return models::WorkOrderId{static_cast<std::int64_t>(1 + random() % orders)}; };
  const auto print = [this](const char* what, double rate) {
    std::printf("%-34s %8.0f/s; %5.0f us of processor\n", what, rate, cost_);
  };
  print("reading one order", reads_per_second(2000, [&](auto& tx) { tx.work_orders().find(any()).value(); }));
  print("a list of 50", reads_per_second(500, [&](auto& tx) {
          models::WorkOrderQuery query;
          query.states = {models::WorkOrderState::assigned};
          EXPECT_EQ(tx.work_orders().search(query).items.size(), 50U);
        }));
  print("a board", reads_per_second(500, [&](auto& tx) {
          EXPECT_EQ(tx.dashboard().read({}, {}).by_crew.at(0).open, orders);
        }));
  print("duplicates of a village and class", reads_per_second(100, [&](auto& tx) {
          models::DuplicateQuery query;
          query.village_code = town_.villages[0];
          query.facility_class = town_.classes[0];
          EXPECT_EQ(tx.work_orders().find_duplicates(query).size(), 50U);
        }));
  for (const int together : {1, 256})
    print(together == 1 ? "updating an order, 1 at a time" : "updating an order, 256 at a time",
          per_second(together == 1 ? 300 : 3000, together, [&](auto& tx) {
            auto order = tx.work_orders().find(any()).value();
            order.state = static_cast<models::WorkOrderState>(random() % 4);
            order.clocks[1].warned_at = models::from_unix(static_cast<std::int64_t>(random() % 1000));
            tx.work_orders().update(order);
            return true;
          }));
}

TEST_P(Speed, OfSeekingOneOfTheTownsFacilities) {
  constexpr int facilities = 16'581;
  write([&](auto& tx) {
    auto facility = support::sample_facility("", town_.classes[0], "");
    for (int i = 0; i < facilities; ++i) {
      facility.code = "LC-HP-" + std::to_string(100'000 + i);
      facility.village_code = town_.villages[static_cast<std::size_t>(i) % 3];
      facility.position =
          models::Position{40.25 + (i % 129) * 0.001, 116.65 + (i / 129) * 0.001, "synthetic"};
      facility.search_text = "lc-hp-" + std::to_string(100'000 + i) + " 兴各庄 " + std::to_string(i) +
                             "号 王秀兰家 王秀兰 xgz wxlj wxl";
      tx.facilities().insert(facility);
    }
  });
  const auto time = [&](const char* what, const models::FacilityQuery& query, std::size_t expected) {
    const auto rate = reads_per_second(
        20, [&](auto& tx) { EXPECT_EQ(tx.facilities().search(query).items.size(), expected) << what; });
    std::printf("%-34s %8.2f ms; %6.0f us of processor\n", what, 1000 / rate, cost_);
  };
  models::FacilityQuery query;
  query.text = "秀兰";
  time("two characters, many hits", query, 50);
  query.text = "16580号";
  time("one hit at the end", query, 1);
  query.text = "没有";
  time("no hit", query, 0);
  query.village_code = town_.villages[1];
  time("no hit in a village", query, 0);
  query = {};
  query.near = models::Position{40.3, 116.7, ""};
  time("nearest", query, 50);
  query.text = "16580号";
  time("nearest, one hit far off", query, 1);
}

}  // namespace
