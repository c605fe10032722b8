// The power goes at a moment of chance, and the disk keeps of what was not synced what it likes.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <random>
#include <set>
#include <thread>

#include "server/storage/database_file.h"
#include "server/storage/database_key.h"
#include "tests/support/storage_faulty_disk.h"
#include "tests/support/storage_fixture.h"

namespace {

/// Lives of a writing program, each ended by a power cut; what it said was stored must be there, whole.
class PowerLoss : public testing::TestWithParam<std::string> {
 protected:
  struct Acknowledged {
    std::int64_t life;
    std::int64_t number;
  };
  static std::string token_of(const Acknowledged& one) {
    return std::to_string(one.life) + "-" + std::to_string(one.number);
  }
  std::unique_ptr<storage::Database> open() const {
    storage::DatabaseLimits limits;
    limits.key = GetParam();
    return storage::open_sqlite(folder_.path(), limits);
  }

  [[noreturn]] void write_until_the_power_goes(std::int64_t life, int operations, unsigned seed,
                                               int pipe) const {
    try {
      support::FaultyDisk disk;
      disk.cut_power_after(operations, seed);
      auto database = open();
      std::atomic<std::int64_t> next{0};
      std::vector<std::thread> threads;
      threads.reserve(3);
      for (int t = 0; t < 3; ++t)
        threads.emplace_back([&] {
          for (;;) {
            const Acknowledged one{life, next++};
            database->write_now([&](models::Transaction& tx) {
              models::Report report;
              report.token = token_of(one);
              report.description.assign(static_cast<std::size_t>(one.number % 7) * 700, 'x');
              models::Event event;
              event.report = tx.reports().insert(report);
              tx.events().append(event);
              return true;
            });
            if (::write(pipe, &one, sizeof one) != sizeof one) ::_exit(2);
          }
        });
      for (auto& thread : threads) thread.join();
    } catch (...) {
    }
    ::_exit(3);
  }

  std::vector<Acknowledged> live(std::int64_t life, int operations, unsigned seed) const {
    int pipe[2];
    if (::pipe(pipe) != 0) throw std::runtime_error("no pipe");
    const auto child = ::fork();
    if (child == 0) {
      ::close(pipe[0]);
      write_until_the_power_goes(life, operations, seed, pipe[1]);
    }
    ::close(pipe[1]);
    std::vector<Acknowledged> all;
    Acknowledged one{};
    while (::read(pipe[0], &one, sizeof one) == sizeof one) all.push_back(one);
    ::close(pipe[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), support::FaultyDisk::cut_exit_code) << "the power never went";
    return all;
  }

  support::TemporaryFolder folder_;
};

TEST_P(PowerLoss, WhatWasAcknowledgedIsThereAndNothingInPart) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  open()->close();  // the schema itself is made in one go, and not the question here
  std::vector<Acknowledged> said;
  for (std::int64_t life = 0; life < 20; ++life) {
    // Now and then a long life, so that the log is copied into the file and begun anew.
    const int operations = static_cast<int>(random() % (life % 5 == 4 ? 30000 : 400));
    const auto all = live(life, operations, static_cast<unsigned>(random()));
    said.insert(said.end(), all.begin(), all.end());
    const auto faults = storage::examine_database(folder_.path() / "lamplighter.db", GetParam());
    ASSERT_TRUE(faults.empty()) << "life " << life << ", " << operations << " operations: " << faults.front();
    const auto database = open();
    database->read_now([&](models::Transaction& tx) {
      for (const auto& one : said)
        ASSERT_TRUE(tx.reports().find_by_token(token_of(one)))
            << token_of(one) << " was acknowledged and is gone after life " << life;
      std::set<std::int64_t> told;
      models::EventQuery query;
      for (auto some = tx.events().list(query); !some.empty(); some = tx.events().list(query)) {
        for (const auto& event : some) EXPECT_TRUE(told.insert(event.report.value).second);
        query.after = some.back().id;
      }
      EXPECT_EQ(static_cast<std::int64_t>(told.size()), tx.dashboard().read({}, {}).reports_waiting);
    });
  }
  std::cout << said.size() << " changes were acknowledged in 20 lives\n";
  EXPECT_GT(said.size(), 100U);
}

INSTANTIATE_TEST_SUITE_P(Storage, PowerLoss, testing::Values("", std::string(storage::key_bytes, 'k')),
                         [](const auto& storage) { return storage.param.empty() ? "plain" : "encrypted"; });

}  // namespace
