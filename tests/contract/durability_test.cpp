#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <future>
#include <map>
#include <thread>

#include "tests/support/storage_faulty_disk.h"
#include "tests/support/storage_fixture.h"
#include "tests/support/storage_samples.h"
#include "tests/support/storage_text.h"

namespace {

class Durability : public support::StorageTest {};
LAMPLIGHTER_EVERY_STORAGE(Durability);

TEST_P(Durability, ReopeningKeepsEverything) {
  models::WorkOrder order;
  models::Report report;
  write([&](auto& tx) {
    const auto town = support::make_town(tx);
    order = support::full_order(town, 1);
    order.id = tx.work_orders().insert(order);
    report = support::full_report(town, 1);
    report.id = tx.reports().insert(report);
    tx.events().append({});
  });
  for (int i = 0; i < 3; ++i) {
    reopen();
    read([&](auto& tx) {
      EXPECT_EQ(support::text(tx.work_orders().find(order.id).value()), support::text(order));
      EXPECT_EQ(support::text(tx.reports().find(report.id).value()), support::text(report));
      EXPECT_EQ(tx.events().last().value, 1);
    });
  }
}

TEST_P(Durability, ASecondProgramIsRefusedAndHarmsNothing) {
  if (!on_sqlite()) GTEST_SKIP() << "several programs on one database are what PostgreSQL is there for";
  try {
    GetParam().open(folder(), {});
    ADD_FAILURE() << "opened twice";
  } catch (const storage::InUse& error) {
    EXPECT_NE(std::string(error.what()).find(folder().string()), std::string::npos);
  }
  const auto child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    int code = 1;
    try {
      GetParam().open(folder(), {});
    } catch (const storage::InUse&) {
      code = 0;
    } catch (...) {
    }
    ::_exit(code);
  }
  int status = -1;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  write([](auto& tx) { tx.villages().save(support::sample_village("v1")); });
  EXPECT_EQ(read([](auto& tx) { return tx.villages().list().size(); }), 1U);
  reopen();
}

TEST_P(Durability, AFullDiskRefusesAndRecovers) {
  if (!on_sqlite()) GTEST_SKIP() << "the disk is that of another program here: postgres_test fills it";
  std::size_t stored = 0;
  const auto save = [&](std::size_t i) {
    write([&](auto& tx) {
      auto report = support::bare_report(static_cast<int>(i));
      report.description.assign(50'000, 'x');
      tx.reports().insert(report);
    });
  };
  const auto count = [&] {
    std::size_t found = 0;
    for (int i = 0; i < 2000; ++i)
      found += read(
          [&](auto& tx) { return tx.reports().find_by_token("token-" + std::to_string(i)).has_value(); });
    return found;
  };
  bool refused = false;
  {
    const support::FileSizeLimit limit(3'000'000);
    for (; stored < 2000 && !refused; ++stored) {
      try {
        save(stored);
      } catch (const storage::WriteFailed& error) {
        EXPECT_TRUE(error.full()) << error.what();
        refused = true;
        --stored;
      }
    }
    ASSERT_TRUE(refused);
    ASSERT_GT(stored, 1U);
    EXPECT_THROW(save(1999), storage::WriteFailed);
    // A small change may still fit, but not for ever.
    const auto check_often = [&] {
      for (int i = 0; i < 1000; ++i) database().check();
    };
    EXPECT_THROW(check_often(), storage::WriteFailed);
    EXPECT_EQ(count(), stored);
  }
  EXPECT_NO_THROW(database().check());
  save(1999);
  EXPECT_EQ(count(), stored + 1);
  reopen();
  EXPECT_EQ(count(), stored + 1);
}

/// Kills a writing program at random moments; what it said was stored must be there, once.
class Crash : public support::StorageTest {
 protected:
  struct Acknowledged {
    std::int64_t round;
    std::int64_t number;
  };

  static models::Report report_of(std::int64_t round, std::int64_t number) {
    models::Report report;
    report.token = std::to_string(round) + "-" + std::to_string(number);
    report.external_reference = report.token;
    return report;
  }

  /// Writes for ever from many sides, telling the pipe of each change that is stored.
  [[noreturn]] void write_until_killed(std::int64_t round, int pipe) {
    try {
      auto database = GetParam().open(folder(), {});
      std::atomic<std::int64_t> next{0};
      std::vector<std::thread> threads;
      for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
          for (;;) {
            const auto number = next++;
            database->write_now([&](models::Transaction& tx) {
              models::Event event;
              event.report = tx.reports().insert(report_of(round, number));
              tx.events().append(event);
              return true;
            });
            const Acknowledged said{round, number};
            if (::write(pipe, &said, sizeof said) != sizeof said) ::_exit(2);
          }
        });
      for (auto& thread : threads) thread.join();
    } catch (...) {
    }
    ::_exit(3);
  }

  std::vector<Acknowledged> run_and_kill(std::int64_t round, std::chrono::milliseconds delay) {
    int pipe[2];
    if (::pipe(pipe) != 0) throw std::runtime_error("no pipe");
    const auto child = ::fork();
    if (child == 0) {
      ::close(pipe[0]);
      write_until_killed(round, pipe[1]);
    }
    ::close(pipe[1]);
    std::vector<Acknowledged> all;
    std::thread reader([&] {
      Acknowledged one{};
      while (::read(pipe[0], &one, sizeof one) == sizeof one) all.push_back(one);
    });
    std::this_thread::sleep_for(delay);
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    reader.join();
    ::close(pipe[0]);
    EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself with " << WEXITSTATUS(status);
    return all;
  }
};
LAMPLIGHTER_EVERY_STORAGE(Crash);

TEST_P(Crash, WhatWasAcknowledgedIsThereExactlyOnce) {
  std::mt19937 random(support::test_seed());
  std::vector<Acknowledged> said;
  for (std::int64_t round = 0; round < 8; ++round) {
    database_.reset();
    const auto all = run_and_kill(round, std::chrono::milliseconds{20 + random() % 400});
    said.insert(said.end(), all.begin(), all.end());
    reopen();
    read([&](auto& tx) {
      for (const auto& one : said)
        ASSERT_TRUE(tx.reports().find_by_token(report_of(one.round, one.number).token))
            << one.round << "-" << one.number << " was acknowledged and is gone";
      // Each report has its event and each event its report: no change is there in part. Tokens are unique.
      std::map<std::int64_t, int> events;
      models::EventQuery after;
      for (auto some = tx.events().list(after); !some.empty(); some = tx.events().list(after)) {
        for (const auto& event : some) ++events[event.report.value];
        after.after = some.back().id;
      }
      models::ReportQuery query;
      query.limit = 200;
      std::size_t reports = 0;
      do {
        const auto page = tx.reports().search(query);
        for (const auto& report : page.items) ASSERT_EQ(events[report.id.value], 1);
        reports += page.items.size();
        query.cursor = page.next;
      } while (!query.cursor.empty());
      EXPECT_EQ(reports, events.size());
      EXPECT_GE(reports, said.size());
      EXPECT_EQ(tx.dashboard().read({}, {}).reports_waiting, static_cast<std::int64_t>(reports));
    });
  }
  std::cout << said.size() << " changes were acknowledged in 8 lives\n";
  EXPECT_GT(said.size(), 0U);
}

}  // namespace
