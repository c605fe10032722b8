// What is SQLite's own: the schema's versions, the disk below it, the plans of its searches.
#include <gmock/gmock.h>

#include <fstream>
#include <future>
#include <set>

#include "server/storage/sql/transaction.h"
#include "server/storage/sqlite/connection.h"
#include "server/storage/sqlite/migrations.h"
#include "tests/support/storage_faulty_disk.h"
#include "tests/support/storage_fixture.h"
#include "tests/support/storage_samples.h"

namespace {

using std::chrono::milliseconds;
using support::FaultyDisk;

class Sqlite : public testing::Test {
 protected:
  std::filesystem::path file() const { return folder_.path() / "lamplighter.db"; }
  void run(const std::string& sql) {
    sqlite::Connection connection(file(), sqlite::Connection::Mode::writer, milliseconds{1000});
    connection.execute(sql);
  }
  std::string ask(const std::string& sql) {
    sqlite::Connection connection(file(), sqlite::Connection::Mode::inspector, milliseconds{1000});
    auto statement = connection.prepare(sql);
    return statement.step() ? std::string(statement.text()) : "";
  }
  support::TemporaryFolder folder_;
};

TEST_F(Sqlite, MakesItsSchemaInAnEmptyFolder) {
  EXPECT_EQ(storage::schema_version_of(folder_.path()), 0);
  storage::open_sqlite(folder_.path() / "new" / "deeper")->check();
  EXPECT_EQ(storage::schema_version_of(folder_.path() / "new" / "deeper"), storage::schema_version());
  EXPECT_GT(storage::schema_version(), 0);
}

TEST_F(Sqlite, KeepsItsFileToItself) {
  storage::open_sqlite(folder_.path())->check();
  const auto rights = std::filesystem::status(file()).permissions();
  EXPECT_EQ(rights, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(Sqlite, BringsEveryOlderSchemaUpToDate) {
  for (std::size_t version = 0; version < sqlite::migrations().size(); ++version) {
    const auto folder = folder_.path() / std::to_string(version);
    std::filesystem::create_directory(folder);
    {
      sqlite::Connection connection(folder / "lamplighter.db", sqlite::Connection::Mode::writer,
                                    milliseconds{1000});
      connection.open_schema(true);
      for (std::size_t i = 0; i < version; ++i) connection.execute(std::string(sqlite::migrations()[i]));
      if (version > 0) connection.execute("PRAGMA application_id = " + std::to_string(0x4c414d50));
      connection.execute("PRAGMA user_version = " + std::to_string(version));
      if (version > 0)
        connection.execute("INSERT INTO villages VALUES ('v', '', '', '', '', 0, NULL, NULL, NULL)");
    }
    EXPECT_EQ(storage::schema_version_of(folder), static_cast<int>(version));
    auto database = storage::open_sqlite(folder);
    database->write_now([](auto& tx) {
      support::make_town(tx);
      return true;
    });
    database->read_now([&](auto& tx) { EXPECT_EQ(tx.villages().find("v").has_value(), version > 0); });
    EXPECT_EQ(storage::schema_version_of(folder), storage::schema_version());
  }
}

TEST_F(Sqlite, CarriesRunningClocksOverWithTheirPauses) {
  constexpr std::size_t before_intervals = 5;
  {
    sqlite::Connection connection(file(), sqlite::Connection::Mode::writer, milliseconds{1000});
    for (std::size_t i = 0; i < before_intervals; ++i)
      connection.execute(std::string(sqlite::migrations()[i]));
    connection.execute("PRAGMA application_id = " + std::to_string(0x4c414d50));
    connection.execute("PRAGMA user_version = " + std::to_string(before_intervals));
    connection.execute("PRAGMA foreign_keys = OFF");
    connection.execute(
        "INSERT INTO work_orders (id, number, state, severity, priority, skill, circuit, address, "
        "description, "
        "frail_person, policy_version, report_count, received_at, opened_at, cancellation_reason, reopened, "
        "changed_at, "
        "due, pause_count, version) VALUES (1, 'LC-1', 'assigned', 'urgent', 1, '', '', '', '', 0, 0, 1, "
        "100, 100, '', "
        "0, 100, 5000, 3, 1)");
    connection.execute(
        "INSERT INTO pauses VALUES (1, 0, 'weather', '', 200, 300), (1, 1, 'weather', '', 400, 600), "
        "(1, 2, 'weather', '', 700, NULL)");
    // One that stands still in all pauses, one that was stopped within the second, one that was late before
    // it.
    connection.execute(
        "INSERT INTO sla_clocks VALUES (1, 'resolve', 4000, '24x7', 100, 4400, 3600, NULL, 700, 300, NULL, "
        "NULL, NULL), "
        "(1, 'arrive', 900, '24x7', 100, 1250, 1070, 550, NULL, 250, NULL, NULL, NULL), "
        "(1, 'contact', 200, '24x7', 100, 400, 300, NULL, NULL, 100, 360, 400, NULL)");
  }
  const auto database = storage::open_sqlite(folder_.path());
  const auto at = [](std::int64_t seconds) { return models::from_unix(seconds); };
  using Pauses = std::vector<models::Interval>;
  database->read_now([&](models::Transaction& tx) {
    const auto order = tx.work_orders().find(models::WorkOrderId{1}).value();
    ASSERT_EQ(order.clocks.size(), 3U);
    const auto& resolve = *order.clock(models::SlaTarget::resolve);
    EXPECT_EQ(resolve.pauses, (Pauses{{at(200), at(300)}, {at(400), at(600)}}));
    EXPECT_EQ(resolve.paused_at, at(700));
    EXPECT_EQ(resolve.due_at, at(4400));
    EXPECT_EQ(resolve.warn_percent, 80);
    EXPECT_TRUE(resolve.marks.empty()) << "no warning that was never promised";
    EXPECT_EQ(order.clock(models::SlaTarget::arrive)->pauses,
              (Pauses{{at(200), at(300)}, {at(400), at(550)}}));
    const auto& contact = *order.clock(models::SlaTarget::contact);
    EXPECT_EQ(contact.pauses, (Pauses{{at(200), at(300)}}));
    EXPECT_EQ(contact.breached_at, at(400));
    EXPECT_FALSE(tx.work_orders().next_clock()) << "paused, stopped and late: nothing is left to tell";
  });
}

TEST_F(Sqlite, RefusesANewerSchemaAndLeavesItAlone) {
  storage::open_sqlite(folder_.path());
  run("PRAGMA user_version = " + std::to_string(storage::schema_version() + 1));
  EXPECT_THROW(storage::open_sqlite(folder_.path()), storage::WrongSchema);
  EXPECT_EQ(storage::schema_version_of(folder_.path()), storage::schema_version() + 1);
}

TEST_F(Sqlite, RefusesTheFileOfAnotherProgram) {
  run("CREATE TABLE theirs (a)");
  EXPECT_THROW(storage::open_sqlite(folder_.path()), storage::WrongSchema);
  EXPECT_THROW(storage::schema_version_of(folder_.path()), storage::WrongSchema);
  EXPECT_EQ(ask("SELECT name FROM sqlite_schema WHERE name = 'theirs'"), "theirs");
}

TEST_F(Sqlite, RefusesAFileThatIsNoDatabase) {
  {
    std::ofstream stream(file());
    stream << std::string(5000, 'x');
  }
  EXPECT_THROW(storage::open_sqlite(folder_.path()), storage::WrongSchema);
}

TEST_F(Sqlite, AFolderThatCannotBeMadeIsAFailedWrite) {
  { std::ofstream stream(folder_.path() / "file"); }
  EXPECT_THROW(storage::open_sqlite(folder_.path() / "file" / "data"), storage::WriteFailed);
}

TEST_F(Sqlite, IsSoundAndFullySynced) {
  auto database = storage::open_sqlite(folder_.path());
  database->write_now([](auto& tx) {
    support::make_town(tx);
    return true;
  });
  EXPECT_EQ(ask("PRAGMA journal_mode"), "wal");
  EXPECT_EQ(ask("PRAGMA integrity_check"), "ok");
  EXPECT_EQ(ask("SELECT count(*) FROM pragma_foreign_key_check"), "0");
  sqlite::Connection connection(file(), sqlite::Connection::Mode::writer, milliseconds{1000});
  const auto pragma = [&](const char* name) {
    auto statement = connection.prepare("PRAGMA " + std::string(name));
    statement.step();
    return statement.integer();
  };
  EXPECT_EQ(pragma("synchronous"), 2);
  EXPECT_EQ(pragma("foreign_keys"), 1);
  EXPECT_EQ(pragma("trusted_schema"), 0);
}

class FailingDisk : public Sqlite, public testing::WithParamInterface<FaultyDisk::Fault> {
 protected:
  void TearDown() override { database_.reset(); }  // before its disk goes
  FaultyDisk disk_;
  std::unique_ptr<storage::Database> database_ = storage::open_sqlite(folder_.path());
};
INSTANTIATE_TEST_SUITE_P(Faults, FailingDisk,
                         testing::Values(FaultyDisk::Fault::sync_fails, FaultyDisk::Fault::write_fails,
                                         FaultyDisk::Fault::no_space));

TEST_P(FailingDisk, NobodyInTheGroupIsToldOfSuccessAndTheNextGroupIs) {
  const auto save = [](const std::string& code) {
    return [code](models::Transaction& tx) {
      tx.villages().save(support::sample_village(code));
      tx.events().append({});
      return true;
    };
  };
  std::atomic<int> heard{0};
  database_->on_commit([&] { ++heard; });
  database_->write_now(save("before"));

  std::promise<void> entered, leave;
  database_->write(
      [&](auto&) {
        entered.set_value();
        leave.get_future().wait();
        return false;
      },
      [](auto) {});
  entered.get_future().wait();
  std::vector<std::future<void>> answers;
  for (int i = 0; i < 6; ++i) {
    auto promise = std::make_shared<std::promise<void>>();
    answers.push_back(promise->get_future());
    database_->write(i == 2
                         ? storage::Database::WriteWork([](auto&) -> bool { throw std::domain_error("own"); })
                         : save("lost" + std::to_string(i)),
                     [promise](const std::exception_ptr& error) {
                       error ? promise->set_exception(error) : promise->set_value();
                     });
  }
  disk_.set(GetParam());
  leave.set_value();
  for (auto& answer : answers) {
    try {
      answer.get();
      ADD_FAILURE() << "told of success";
    } catch (const storage::WriteFailed& error) {
      EXPECT_EQ(error.full(), GetParam() == FaultyDisk::Fault::no_space) << error.what();
    }
  }
  EXPECT_GT(disk_.faults(), 0);
  EXPECT_TRUE(database_->figures().failing);
  EXPECT_THROW(database_->check(), storage::WriteFailed);
  EXPECT_TRUE(database_->figures().failing);
  // Reads go on, and see only what was acknowledged.
  const auto codes = [&] {
    std::vector<std::string> result;
    database_->read_now([&](auto& tx) {
      result.clear();
      for (const auto& village : tx.villages().list()) result.push_back(village.code);
    });
    return result;
  };
  EXPECT_THAT(codes(), testing::ElementsAre("before"));

  disk_.set(FaultyDisk::Fault::none);
  EXPECT_NO_THROW(database_->check());
  EXPECT_FALSE(database_->figures().failing);
  database_->write_now(save("after"));
  EXPECT_THAT(codes(), testing::ElementsAre("after", "before"));
  database_.reset();
  database_ = storage::open_sqlite(folder_.path());
  EXPECT_THAT(codes(), testing::ElementsAre("after", "before"));
  database_.reset();
  EXPECT_EQ(ask("PRAGMA integrity_check"), "ok");
  EXPECT_EQ(heard, 2);
}

TEST_P(FailingDisk, AFailedCopyOfTheLogLosesNothing) {
  // More than one log's worth, so that the copying happens while the disk fails at times.
  std::set<int> stored;
  for (int i = 0; i < 60; ++i) {
    try {
      database_->write_now([&](auto& tx) {
        auto report = support::bare_report(i);
        report.description.assign(1'000'000, 'x');
        tx.reports().insert(report);
        return true;
      });
      stored.insert(i);
    } catch (const storage::WriteFailed&) {
    }
    disk_.set(i % 4 == 2 ? GetParam() : FaultyDisk::Fault::none);
  }
  disk_.set(FaultyDisk::Fault::none);
  EXPECT_GT(stored.size(), 30U);
  EXPECT_LT(stored.size(), 60U);
  std::set<int> found;
  database_.reset();
  database_ = storage::open_sqlite(folder_.path());
  database_->read_now([&](auto& tx) {
    for (int i = 0; i < 60; ++i)
      if (tx.reports().find_by_token("token-" + std::to_string(i))) found.insert(i);
  });
  EXPECT_EQ(found, stored);
}

TEST_F(Sqlite, TheLogIsCopiedAndStaysSmall) {
  auto database = storage::open_sqlite(folder_.path());
  for (int i = 0; i < 120; ++i)
    database->write_now([&](auto& tx) {
      auto report = support::bare_report(i);
      report.description.assign(1'000'000, 'x');
      tx.reports().insert(report);
      return true;
    });
  const auto log = file().string() + "-wal";
  EXPECT_LT(std::filesystem::file_size(log), 60'000'000U);
  EXPECT_GT(std::filesystem::file_size(file()), 80'000'000U);
}

TEST_F(Sqlite, ALongReadHoldsUpTheLogOnlyAsLongAsItLasts) {
  auto database = storage::open_sqlite(folder_.path());
  const auto write_megabytes = [&](int first, int count) {
    for (int i = first; i < first + count; ++i)
      database->write_now([&](auto& tx) {
        auto report = support::bare_report(i);
        report.description.assign(1'000'000, 'x');
        tx.reports().insert(report);
        return true;
      });
  };
  std::promise<void> reading, enough;
  std::promise<bool> saw_nothing;
  database->read(
      [&](auto& tx) {
        tx.reports().search({});
        reading.set_value();
        enough.get_future().wait();
        saw_nothing.set_value(tx.reports().search({}).items.empty());
      },
      [](auto) {});
  reading.get_future().wait();
  write_megabytes(0, 60);
  EXPECT_LT(std::filesystem::file_size(file()), 2'000'000U);
  enough.set_value();
  EXPECT_TRUE(saw_nothing.get_future().get());
  write_megabytes(60, 50);
  EXPECT_GT(std::filesystem::file_size(file()), 60'000'000U);
  EXPECT_LT(std::filesystem::file_size(file().string() + "-wal"), 75'000'000U);
}

TEST_F(Sqlite, ExplainsNoScanAndNoSortForWhatIsAskedOften) {
  storage::open_sqlite(folder_.path());
  sqlite::Connection connection(file(), sqlite::Connection::Mode::writer, milliseconds{1000});
  const auto plan = [&](const std::string& sql) {
    auto statement = connection.prepare("EXPLAIN QUERY PLAN " + sql);
    std::string result;
    while (statement.step()) {
      for (int i = 0; i < 3; ++i) statement.skip();
      result += std::string(statement.text()) + "\n";
    }
    return result;
  };
  const std::vector<std::pair<std::string, std::string>> questions{
      {"SELECT w.id, w.due FROM work_orders w INDEXED BY work_orders_by_crew WHERE w.crew = ? AND (w.due, "
       "w.id) > "
       "(?, ?) AND w.state = ? ORDER BY w.due, w.id LIMIT ?",
       "work_orders_by_crew (crew=? AND state=? AND due>"},
      {"SELECT work_order FROM sla_clocks WHERE next_at <= ? ORDER BY next_at LIMIT 1", "sla_clocks_next"},
      {"SELECT 1 FROM work_orders INDEXED BY work_orders_soon WHERE soon_at <= ?",
       "COVERING INDEX work_orders_soon (soon_at<?)"},
      {"SELECT id FROM facilities INDEXED BY facilities_by_text WHERE instr(search_text, ?) > 0 AND code > ? "
       "ORDER BY code LIMIT ?",
       "COVERING INDEX facilities_by_text (code>?)"},
      {"SELECT * FROM reports INDEXED BY reports_by_state WHERE state = ? AND (received_at, id) < (?, ?) "
       "ORDER BY "
       "received_at DESC, id DESC LIMIT ?",
       "reports_by_state (state=? AND received_at<"},
      {"SELECT id FROM events WHERE work_order = ? AND +report = ? AND id > ? ORDER BY id LIMIT ?",
       "events_by_work_order (work_order=? AND rowid>?)"},
  };
  for (const auto& [sql, expected] : questions) {
    const auto got = plan(sql);
    EXPECT_NE(got.find(expected), std::string::npos) << sql << "\n" << got;
    EXPECT_EQ(got.find("TEMP B-TREE"), std::string::npos) << sql << "\n" << got;
    EXPECT_EQ(got.find("SCAN "), std::string::npos) << sql << "\n" << got;
  }
}

}  // namespace
