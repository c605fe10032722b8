#include "server/exports/runner.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <fstream>
#include <mutex>
#include <sstream>
#include <thread>

#include "tests/support/refusing_database.h"
#include "tests/support/small_town.h"
#include "tests/support/storage_fixture.h"

namespace {

using models::ExportFormat;
using models::ExportProblem;
using models::ExportState;

/// So many pages of one row each; before each it waits until it is let through.
class SlowRows final : public exports::Rows {
 public:
  struct Gate {
    std::mutex mutex;
    std::condition_variable changed;
    int open = 0;
    int read = 0;
    void let(int pages) {
      const std::lock_guard lock(mutex);
      open += pages;
      changed.notify_all();
    }
    void wait_for(int pages) {
      std::unique_lock lock(mutex);
      ASSERT_TRUE(changed.wait_for(lock, std::chrono::seconds{30}, [&] { return read >= pages; }));
    }
  };
  SlowRows(std::shared_ptr<Gate> gate, int pages) : gate_(std::move(gate)), pages_(pages) {}
  const std::vector<std::string>& columns() const override {
    static const std::vector<std::string> all{"row"};
    return all;
  }
  std::optional<std::int64_t> count(models::Transaction&, std::int64_t) override { return pages_; }
  bool next(models::Transaction&, const exports::Take& take) override {
    std::unique_lock lock(gate_->mutex);
    gate_->changed.wait_for(lock, std::chrono::seconds{30}, [&] { return gate_->open > gate_->read; });
    ++gate_->read;
    gate_->changed.notify_all();
    take({std::to_string(++given_)});
    return given_ < pages_;
  }

 private:
  std::shared_ptr<Gate> gate_;
  int pages_;
  int given_ = 0;
};

class RunnerTest : public testing::Test {
 protected:
  RunnerTest() : database_(support::open_storage(folder_.path())) {
    database_->write_now([this](models::Transaction& tx) {
      town_ = support::build_small_town(tx);
      return true;
    });
    options_.folder = folder_.path() / "exports";
    options_.clock = [this] { return now_; };
    options_.look_every = std::chrono::milliseconds{10};
  }
  models::ExportId stored(ExportFormat format = ExportFormat::csv, ExportState state = ExportState::queued) {
    models::Export one;
    one.account = town_.supervisor.account;
    one.format = format;
    one.filters = "{}";
    one.state = state;
    one.made_at = now_;
    database_->write_now([&](models::Transaction& tx) {
      one.id = tx.exports().insert(one);
      return true;
    });
    return one.id;
  }
  std::optional<models::Export> find(models::ExportId id) {
    std::optional<models::Export> found;
    database_->read_now([&](models::Transaction& tx) { found = tx.exports().find(id); });
    return found;
  }
  models::Export ended(models::ExportId id) {
    for (int i = 0; i < 3000; ++i) {
      const auto one = find(id);
      if (one && one->ended_at) return *one;
      std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    ADD_FAILURE() << "export " << id.text() << " does not end";
    return {};
  }
  std::unique_ptr<exports::Rows> slow(int pages) { return std::make_unique<SlowRows>(gate_, pages); }
  std::string text_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }
  std::size_t files() const {
    std::error_code none;
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(options_.folder, none)) {
      (void)entry;
      ++count;
    }
    return count;
  }

  support::TemporaryFolder folder_;
  std::unique_ptr<storage::Database> database_;
  support::SmallTown town_;
  models::Time now_ = support::monday_morning();
  exports::Options options_;
  std::shared_ptr<SlowRows::Gate> gate_ = std::make_shared<SlowRows::Gate>();
};

TEST_F(RunnerTest, AListBecomesAFileAndItsProgressIsSeen) {
  exports::Runner runner(*database_, options_);
  runner.start();
  const auto id = stored();
  runner.add(id, slow(3));
  gate_->let(2);
  gate_->wait_for(2);
  for (int i = 0; i < 3000 && runner.progress(id) != 2; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  EXPECT_EQ(runner.progress(id), 2);
  EXPECT_EQ(find(id)->state, ExportState::running);
  EXPECT_FALSE(std::filesystem::exists(runner.file_of(*find(id)))) << "no file before it is whole";
  gate_->let(1);
  const auto one = ended(id);
  EXPECT_EQ(one.state, ExportState::done);
  EXPECT_EQ(one.rows, 3);
  EXPECT_EQ(text_of(runner.file_of(one)), "\xEF\xBB\xBFrow\r\n1\r\n2\r\n3\r\n");
  EXPECT_EQ(one.bytes, static_cast<std::int64_t>(std::filesystem::file_size(runner.file_of(one))));
  runner.stop();
  EXPECT_EQ(runner.figures().done, 1U);
  EXPECT_EQ(runner.figures().rows, 3);
  EXPECT_EQ(runner.figures().under_way, 0);
  bool told = false;
  database_->read_now([&](models::Transaction& tx) {
    models::AuditQuery query;
    query.kind = models::AuditKind::export_;
    for (const auto& row : tx.audit().search(query).items)
      told = told || (row.entry.act == "end_export" && row.entry.account == town_.supervisor.account &&
                      row.entry.reason == "work_orders, csv: done, 3 rows");
  });
  EXPECT_TRUE(told) << "it stands in the audit log how many rows left";
}

TEST_F(RunnerTest, CancelledMidWayLeavesNoFile) {
  exports::Runner runner(*database_, options_);
  runner.start();
  const auto id = stored();
  const auto waiting = stored();
  runner.add(id, slow(100));
  runner.add(waiting, slow(1));
  gate_->let(2);
  gate_->wait_for(2);
  for (const auto one : {waiting, id}) {
    database_->write_now([&](models::Transaction& tx) {
      auto row = *tx.exports().find(one);
      row.state = ExportState::cancelled;
      row.ended_at = now_;
      tx.exports().update(row);
      return true;
    });
    runner.cancel(one);
  }
  gate_->let(98);
  for (int i = 0; i < 3000 && runner.figures().under_way > 0; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  runner.stop();
  EXPECT_EQ(find(id)->state, ExportState::cancelled);
  EXPECT_EQ(find(waiting)->state, ExportState::cancelled);
  EXPECT_LT(gate_->read, 5) << "it was not read to its end";
  EXPECT_EQ(files(), 0U);
  EXPECT_EQ(runner.figures().cancelled, 1U);
}

TEST_F(RunnerTest, WhatFailsSaysWhy) {
  struct Row {
    ExportProblem problem;
    std::function<void(exports::Options&)> change;
  };
  const std::vector<Row> rows{
      {ExportProblem::disk_full,
       [](auto& options) { options.open = [](const auto&) { return ::open("/dev/full", O_WRONLY); }; }},
      {ExportProblem::too_large, [](auto& options) { options.limits.file_bytes = 10; }},
      {ExportProblem::too_many_rows, [](auto& options) { options.limits.rows = 4; }},
      {ExportProblem::failed, [this](auto& options) { options.folder = folder_.path() / "lamplighter.db"; }},
  };
  gate_->let(1000);
  for (const auto& row : rows) {
    auto options = options_;
    row.change(options);
    int told = 0;
    options.on_error = [&](const std::string&, const std::string&) { ++told; };
    exports::Runner runner(*database_, options);
    runner.start();
    const auto id = stored();
    runner.add(id, slow(5));
    const auto one = ended(id);
    runner.stop();
    EXPECT_EQ(one.state, ExportState::failed);
    EXPECT_EQ(one.problem, row.problem) << static_cast<int>(row.problem);
    EXPECT_EQ(told, 1);
    EXPECT_EQ(files(), 0U) << static_cast<int>(row.problem);
    EXPECT_EQ(runner.figures().failed, 1U);
  }
}

TEST_F(RunnerTest, ADatabaseThatDoesNotAnswerAtFirstLosesNoExport) {
  support::RefusingDatabase refusing(*database_, 0);
  exports::Runner runner(refusing, options_);
  runner.start();
  const auto id = stored();
  refusing.refuse(3);
  runner.add(id, slow(1));
  gate_->let(1);
  EXPECT_EQ(ended(id).state, ExportState::done);
  EXPECT_EQ(refusing.left(), 0);
  runner.stop();
}

TEST_F(RunnerTest, StoppedMidWayCountsAsInterrupted) {
  models::ExportId id;
  {
    exports::Runner runner(*database_, options_);
    runner.start();
    id = stored();
    runner.add(id, slow(100));
    gate_->let(1);
    gate_->wait_for(1);
    std::thread stopping([&] { runner.stop(); });
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
    gate_->let(1);
    stopping.join();
  }
  EXPECT_EQ(find(id)->state, ExportState::failed);
  EXPECT_EQ(find(id)->problem, ExportProblem::interrupted);
  EXPECT_EQ(files(), 0U);
}

TEST_F(RunnerTest, WhatAFormerLifeLeftIsWrittenOffAndItsFilesGo) {
  const auto queued = stored();
  const auto running = stored(ExportFormat::csv, ExportState::running);
  auto done = *find(stored(ExportFormat::csv, ExportState::queued));
  done.state = ExportState::done;
  done.ended_at = now_;
  database_->write_now([&](models::Transaction& tx) {
    tx.exports().update(done);
    return true;
  });
  std::filesystem::create_directories(options_.folder);
  for (const auto* name : {"2.csv.part", "99.xlsx", "3.csv"}) std::ofstream(options_.folder / name) << "x";
  exports::Runner runner(*database_, options_);
  runner.start();
  runner.stop();
  for (const auto id : {queued, running}) {
    EXPECT_EQ(find(id)->state, ExportState::failed);
    EXPECT_EQ(find(id)->problem, ExportProblem::interrupted);
    EXPECT_EQ(find(id)->ended_at, now_);
  }
  EXPECT_EQ(files(), 1U);
  EXPECT_TRUE(std::filesystem::exists(runner.file_of(done)));
}

TEST_F(RunnerTest, WhatAnotherServerIsAtKeepsItsFile) {
  const auto known = stored(ExportFormat::csv, ExportState::running);
  const auto lost = stored(ExportFormat::csv, ExportState::running);
  std::filesystem::create_directories(options_.folder);
  for (const auto id : {known, lost}) std::ofstream(options_.folder / (id.text() + ".csv.part")) << "x";
  exports::clear_up(*database_, options_, {{known.value}});
  EXPECT_EQ(find(known)->state, ExportState::running);
  EXPECT_EQ(find(lost)->state, ExportState::failed);
  EXPECT_TRUE(std::filesystem::exists(options_.folder / (known.text() + ".csv.part")));
  EXPECT_FALSE(std::filesystem::exists(options_.folder / (lost.text() + ".csv.part")));
  exports::clear_up(*database_, options_, {{}, find(known)->made_at});
  EXPECT_EQ(find(known)->state, ExportState::running) << "too young to say";
}

TEST_F(RunnerTest, AFileIsForgottenAfterADay) {
  gate_->let(10);
  exports::Runner runner(*database_, options_);
  runner.start();
  const auto id = stored();
  runner.add(id, slow(1));
  const auto one = ended(id);
  runner.stop();
  auto later = options_;
  later.clock = [this] { return now_ + std::chrono::hours{24}; };
  EXPECT_EQ(exports::forget_old(*database_, later), 0) << "kept to the very second";
  later.clock = [this] { return now_ + std::chrono::hours{24} + std::chrono::seconds{1}; };
  EXPECT_EQ(exports::forget_old(*database_, later), 1);
  EXPECT_FALSE(find(id));
  EXPECT_EQ(files(), 0U);
  EXPECT_EQ(exports::forget_old(*database_, later), 0);
}

}  // namespace
