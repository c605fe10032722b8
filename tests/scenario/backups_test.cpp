#include "server/workers/backups.h"

#include <atomic>
#include <thread>

#include "tests/scenario/story.h"

namespace {

class BackupsStory : public Story {
 protected:
  workers::BackupsOptions options() {
    workers::BackupsOptions options;
    options.data = folder.path();
    options.into = elsewhere.path();
    options.every = Hours{24};
    options.keep = 2;
    options.clock = [this] { return now; };
    return options;
  }
  bool look() {
    return workers::back_up(*database, options(), [] { return false; }).has_value();
  }
  std::size_t kept() const { return storage::list_backups(elsewhere.path()).size(); }

  support::TemporaryFolder elsewhere;
};

TEST_F(BackupsStory, OneADayAndNoMoreThanAreKept) {
  now = support::monday_morning();
  EXPECT_TRUE(look()) << "there was none";
  EXPECT_FALSE(look());
  now += Hours{23};
  EXPECT_FALSE(look());
  now += Hours{1};
  EXPECT_TRUE(look());
  restart();
  EXPECT_FALSE(look()) << "a restart makes none: the folder says when the last one was";
  now += Hours{24 * 9};
  EXPECT_TRUE(look()) << "the program was off for days";
  EXPECT_EQ(kept(), 2U);
  now -= Hours{24 * 365};
  EXPECT_TRUE(look()) << "a clock that was set back must not end the backups for a year";
}

TEST_F(BackupsStory, StandsInTheAuditLog) {
  now = support::monday_morning();
  ASSERT_TRUE(look());
  bool found = false;
  database->read_now([&](models::Transaction& tx) {
    for (const auto& row : tx.audit().search({}).items)
      found = found || (row.entry.kind == models::AuditKind::export_ && row.entry.act == "backup" &&
                        row.entry.reason.find("lamplighter-") != std::string::npos);
  });
  EXPECT_TRUE(found);
}

TEST_F(BackupsStory, TheThreadMakesTheFirstAtOnceAndTellsOfFailures) {
  now = support::monday_morning();
  auto good = options();
  good.clock = [at = now] { return at; };  // of another thread
  {
    workers::Backups backups(*database, good);
    backups.start();
    for (int i = 0; i < 2000 && backups.figures().made == 0; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds{5});
    EXPECT_EQ(backups.figures().made, 1U);
    EXPECT_EQ(backups.figures().made_at, now);
    EXPECT_GT(backups.figures().last_bytes, 0);
  }
  auto bad = good;
  bad.into = folder.path() / "inside";
  std::atomic<int> told{0};
  bad.on_error = [&](const std::string&, const std::string& what) {
    EXPECT_NE(what.find("outside"), std::string::npos) << what;
    ++told;
  };
  bad.look_every = std::chrono::milliseconds{1};
  workers::Backups backups(*database, bad);
  backups.start();
  for (int i = 0; i < 2000 && told < 3; ++i) std::this_thread::sleep_for(std::chrono::milliseconds{5});
  backups.stop();
  EXPECT_GE(told.load(), 3) << "it does not give up";
  EXPECT_EQ(backups.figures().failures, static_cast<std::uint64_t>(told.load()));
}

}  // namespace
