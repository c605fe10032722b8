// What exports and imports have in common: order, progress, cancel, stop, and what could not be told yet.
#include "server/jobs/runner.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <fstream>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

#include "server/jobs/files.h"
#include "tests/support/storage_fixture.h"

namespace {

using jobs::Ended;
using jobs::Outcome;
using jobs::Way;

/// Of a database only what jobs ask it: whether others are at work on it, and what is told to them.
class FewOrMany final : public storage::Database {
 public:
  bool shared = false, duty = true;
  std::vector<std::string> told;
  bool is_shared() const override { return shared; }
  bool on_duty() const override { return duty; }
  void tell_others(std::string message) override { told.push_back(std::move(message)); }
  void write(WriteWork, Done done) override { done(nullptr); }
  void read(ReadWork, Done done) override { done(nullptr); }
  void on_commit(std::function<void()>) override {}
  void act_as(models::AuditEntry) override {}
  storage::DatabaseFigures figures() const override { return {}; }
  void check() override {}
  void close() override {}
};

class JobsTest : public testing::Test {
 protected:
  JobsTest() {
    options_.worker = "test";
    options_.look_every = std::chrono::milliseconds{10};
    options_.clock = [] { return models::from_unix(1'800'000'000); };
    options_.on_error = [this](const std::string& worker, const std::string& what) {
      const std::lock_guard lock(mutex_);
      said_.push_back(worker + ": " + what);
    };
  }

  /// Waits until `is` holds; false after half a minute.
  template <class Is>
  static bool until(Is is) {
    for (int i = 0; i < 3000; ++i) {
      if (is()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    return false;
  }
  /// A job that counts rows until nobody wants it any more.
  static Ended endless(Way& way) {
    while (way.is_wanted()) {
      ++way.rows;
      std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
    return {way.is_cancelled() ? Outcome::cancelled : Outcome::failed, way.rows};
  }
  std::vector<std::string> said() {
    const std::lock_guard lock(mutex_);
    return said_;
  }

  FewOrMany database_;
  jobs::Options options_;
  std::function<void(const jobs::Known&)> clear_up_ = [](const auto&) {};
  std::mutex mutex_;
  std::vector<std::string> said_;
};

TEST_F(JobsTest, AreDoneInTheOrderInWhichTheyCame) {
  jobs::Runner runner(database_, options_, clear_up_);
  std::vector<int> order;
  for (int i = 1; i <= 5; ++i)
    runner.add(i, [&order, i](Way&) {
      order.push_back(i);
      return Ended{i == 3 ? Outcome::refused : Outcome::done, i};
    });
  EXPECT_EQ(runner.figures().under_way, 5);
  EXPECT_EQ(runner.progress(models::ExportId{3}), 0);
  EXPECT_EQ(runner.progress(models::ExportId{9}), std::nullopt);
  runner.start();
  ASSERT_TRUE(until([&] { return runner.figures().under_way == 0; }));
  EXPECT_EQ(order, (std::vector<int>{1, 2, 3, 4, 5}));
  EXPECT_EQ(runner.figures().done, 4u);
  EXPECT_EQ(runner.figures().refused, 1u);
  EXPECT_EQ(runner.figures().rows, 15);
  EXPECT_EQ(runner.progress(models::ExportId{3}), std::nullopt) << "it is over";
}

TEST_F(JobsTest, OneThatWaitsIsTakenOutAndOneUnderWayIsAskedToEnd) {
  jobs::Runner runner(database_, options_, clear_up_);
  runner.add(1, endless);
  runner.add(2, [](Way&) -> Ended { throw std::logic_error("it was cancelled"); });
  runner.start();
  ASSERT_TRUE(until([&] { return runner.progress(models::ImportId{1}).value_or(0) > 3; }));
  EXPECT_TRUE(runner.cancel(2));
  EXPECT_FALSE(runner.cancel(2)) << "it is gone";
  EXPECT_FALSE(runner.cancel(1)) << "it says itself what became of it";
  ASSERT_TRUE(until([&] { return runner.figures().under_way == 0; }));
  EXPECT_EQ(runner.figures().cancelled, 1u);
  EXPECT_TRUE(said().empty());
}

TEST_F(JobsTest, StoppingBreaksOffWhatIsUnderWayAndKeepsWhatWaits) {
  std::set<std::int64_t> known;
  clear_up_ = [&known](const jobs::Known& all) { known = all.ids; };
  jobs::Runner runner(database_, options_, clear_up_);
  runner.add(1, endless);
  bool done = false;
  runner.add(2, [&done](Way&) {
    done = true;
    return Ended{Outcome::done};
  });
  runner.start();
  ASSERT_TRUE(until([&] { return runner.progress(models::ImportId{1}).value_or(0) > 3; }));
  runner.stop();
  EXPECT_FALSE(done);
  EXPECT_EQ(runner.figures().failed, 1u);
  runner.start();
  EXPECT_EQ(known, std::set<std::int64_t>{2}) << "a former life does not own it";
  EXPECT_TRUE(until([&] { return runner.figures().done == 1; }));
}

TEST_F(JobsTest, WhatCouldNotBeginWaitsOn) {
  jobs::Runner runner(database_, options_, clear_up_);
  int tries = 0;
  runner.add(1, [&tries](Way&) {
    if (++tries < 3) throw std::runtime_error("the disk is full");
    return Ended{Outcome::done};
  });
  runner.start();
  ASSERT_TRUE(until([&] { return runner.figures().done == 1; }));
  EXPECT_EQ(tries, 3);
  EXPECT_EQ(said(), (std::vector<std::string>{"test: the disk is full", "test: the disk is full"}));
}

TEST_F(JobsTest, WhatCouldNotBeToldIsToldLaterAndOnce) {
  std::atomic<int> told{0}, tries{0}, looks{0};
  options_.look_after = [&looks] { ++looks; };
  jobs::Runner runner(database_, options_, clear_up_);
  runner.add(1, [&](Way&) {
    return Ended{Outcome::done, 7, [&] {
                   if (++tries < 3) throw std::runtime_error("the disk is full");
                   ++told;
                 }};
  });
  runner.start();
  ASSERT_TRUE(until([&] { return told == 1; }));
  const int seen = looks;
  ASSERT_TRUE(until([&] { return looks > seen + 3; }));
  EXPECT_EQ(tries, 3);
  EXPECT_EQ(runner.figures().done, 1u) << "counted once";
}

TEST_F(JobsTest, AFailedClearingUpKeepsNothingFromBeingDone) {
  clear_up_ = [](const auto&) { throw std::runtime_error("no room"); };
  jobs::Runner runner(database_, options_, clear_up_);
  runner.add(1, [](Way&) { return Ended{Outcome::done}; });
  runner.start();
  EXPECT_TRUE(until([&] { return runner.figures().done == 1; }));
  EXPECT_EQ(said(), (std::vector<std::string>{"test: no room"}));
}

TEST_F(JobsTest, AmongSeveralServersNothingIsWrittenOffAtTheStart) {
  database_.shared = true;
  bool cleared = false;
  clear_up_ = [&cleared](const auto&) { cleared = true; };
  jobs::Runner runner(database_, options_, clear_up_);
  for (int id = 1; id <= 50; ++id) runner.add(id, endless);
  runner.start();
  runner.call_roll();
  std::this_thread::sleep_for(std::chrono::milliseconds{100});
  runner.stop();
  EXPECT_FALSE(cleared) << "it has not listened long enough";
  ASSERT_EQ(database_.told.size(), 2U);
  EXPECT_TRUE(database_.told[0].starts_with("jobs test 1 2 3 ")) << database_.told[0];
  EXPECT_EQ(database_.told[1], "jobs test 41 42 43 44 45 46 47 48 49 50");
}

TEST(RollCall, KnowsWhatTheOthersAreAtAndForgetsWhoIsSilent) {
  using std::chrono::seconds;
  FewOrMany database;
  const jobs::RollCall::Clock::time_point start{seconds{1000}};
  jobs::RollCall roll(database, "exports", start);
  roll.hear("jobs exports 7 8", start + seconds{10});
  roll.hear("jobs imports 9", start + seconds{10});
  roll.hear("jobs exportsx 10", start + seconds{10});
  roll.hear("jobs exports", start + seconds{10});
  roll.hear("", start + seconds{10});
  EXPECT_FALSE(roll.others(start + seconds{149})) << "somebody may not have called yet";
  EXPECT_EQ(roll.others(start + seconds{150}), (std::set<std::int64_t>{7, 8}));
  roll.hear("jobs exports 8", start + seconds{150});
  EXPECT_EQ(roll.others(start + seconds{170}), (std::set<std::int64_t>{8}));
  EXPECT_EQ(roll.others(start + seconds{301}), (std::set<std::int64_t>{}));
}

TEST(RollCall, WhatIsYoungIsNotWrittenOff) {
  const jobs::Known known{{3}, models::from_unix(1000)};
  EXPECT_TRUE(known.covers(3, models::from_unix(0)));
  EXPECT_TRUE(known.covers(4, models::from_unix(1000)));
  EXPECT_FALSE(known.covers(4, models::from_unix(999)));
}

TEST(JobFiles, AreForNobodyElseAndOthersGo) {
  const support::TemporaryFolder folder;
  const auto files = folder.path() / "jobs" / "here";
  EXPECT_FALSE(jobs::make_folder(files));
  EXPECT_EQ(std::filesystem::status(files).permissions() & std::filesystem::perms::mask,
            std::filesystem::perms::owner_all);
  for (const auto* name : {"1", "2", "3"}) std::ofstream(files / name) << "x";
  jobs::remove_others(files, {"2"});
  EXPECT_FALSE(std::filesystem::exists(files / "1"));
  EXPECT_TRUE(std::filesystem::exists(files / "2"));
  jobs::remove_file(files / "2");
  jobs::remove_file(files / "2");
  EXPECT_TRUE(std::filesystem::is_empty(files));
  std::ofstream(folder.path() / "a_file") << "x";
  EXPECT_TRUE(jobs::make_folder(folder.path() / "a_file" / "below"));
}

}  // namespace
