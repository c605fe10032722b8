// What SQLite is spared: tables of words made for each row, walks through a page cache that holds nothing
// behind the end (decision 79).
#include <gmock/gmock.h>

#include <map>
#include <random>
#include <set>

#include "server/storage/sqlite/connection.h"
#include "server/storage/sqlite/page_cache.h"
#include "tests/support/storage_fixture.h"
#include "tests/support/storage_samples.h"

namespace {

using Mode = sqlite::Connection::Mode;

class SqlitePages : public testing::Test {
 protected:
  std::filesystem::path file() const { return folder_.path() / "lamplighter.db"; }
  std::unique_ptr<sqlite::Connection> open() const {
    return std::make_unique<sqlite::Connection>(file(), Mode::writer, std::chrono::milliseconds{1000});
  }
  support::TemporaryFolder folder_;
};

/// All columns of a table with a mark for each.
std::string insert_into(sqlite::Connection& connection, const std::string& table) {
  auto columns = connection.prepare("SELECT name FROM pragma_table_info('" + table + "')");
  std::string names, marks;
  while (columns.step()) {
    names.append(names.empty() ? "" : ", ").append(columns.text());
    marks.append(marks.empty() ? "?" : ", ?");
  }
  return "INSERT INTO " + table + " (" + names + ") VALUES (" + marks + ")";
}

TEST_F(SqlitePages, WhatIsWrittenOftenMakesNoTableOfItsOwn) {
  storage::open_sqlite(folder_.path());
  const auto connection = open();
  for (const auto* table : {"reports", "events", "sla_clocks", "audit_log", "work_orders"}) {
    std::string made;
    auto steps = connection->prepare("EXPLAIN " + insert_into(*connection, table));
    while (steps.step()) {
      steps.skip();
      if (const auto step = std::string(steps.text()); step.starts_with("Open")) made += step + " ";
    }
    EXPECT_THAT(made, testing::HasSubstr("OpenWrite")) << table;
    EXPECT_THAT(made, testing::Not(testing::HasSubstr("OpenEphemeral"))) << table;
  }
}

TEST_F(SqlitePages, AWordThatIsNoneIsStillRefused) {
  auto database = storage::open_sqlite(folder_.path());
  database->write_now([&](auto& tx) {
    const auto town = support::make_town(tx);
    tx.work_orders().insert(support::full_order(town, 1));
    tx.reports().insert(support::full_report(town, 1));
    return true;
  });
  database->close();
  const auto connection = open();
  for (const auto* change :
       {"UPDATE work_orders SET state = 'gone'", "UPDATE work_orders SET severity = 'bad'",
        "UPDATE work_orders SET outcome = 'good'", "UPDATE reports SET channel = 'smoke'",
        "UPDATE reports SET state = 'lost'", "UPDATE sla_clocks SET target = 'sleep'"})
    EXPECT_THROW(connection->execute(change), storage::ConstraintFailed) << change;
  for (const auto* change :
       {"UPDATE work_orders SET state = 'closed', severity = 'planned', outcome = 'not_ours'",
        "UPDATE reports SET channel = 'inspection', state = 'referred'",
        "UPDATE sla_clocks SET target = 'accept' WHERE target = 'resolve'"})
    EXPECT_NO_THROW(connection->execute(change)) << change;
  auto clocks = connection->prepare("SELECT count(*) FROM sla_clocks");
  ASSERT_TRUE(clocks.step());
  EXPECT_GT(clocks.value<std::int64_t>(), 0);
}

TEST_F(SqlitePages, TheTextOfTheSchemaIsClosedAgainAfterItsSteps) {
  storage::open_sqlite(folder_.path());
  const auto connection = open();
  connection->execute("PRAGMA writable_schema = ON");
  EXPECT_THROW(connection->execute("UPDATE sqlite_schema SET sql = sql"), std::exception);
}

// As SQLite asks: pages are fetched, given up, renumbered by way of a number far behind the end, cut off.
TEST(HighestPage, NeverDeniesAPageThatIsThere) {
  std::mt19937 random(support::test_seed());
  const auto below = [&](unsigned end) { return static_cast<unsigned>(random() % end); };
  constexpr unsigned far_behind = 262'145;
  int denied = 0;
  for (int run = 0; run < 3000; ++run) {
    sqlite::HighestPage highest;
    std::set<unsigned> pages;
    const auto renumber = [&](unsigned from, unsigned to) {
      if (!pages.contains(from) || pages.contains(to)) return false;
      pages.erase(from);
      pages.insert(to);
      highest.renumbered(from, to);
      return true;
    };
    for (int step = 0; step < 200; ++step) {
      const auto number = 1 + below(below(20) == 0 ? 300'000 : 40);
      switch (below(5)) {
        case 0:
        case 1:
          pages.insert(number);
          highest.fetched(number);
          break;
        case 2:
          pages.erase(number);
          break;
        case 3:
          if (renumber(number, far_behind) && below(8) != 0) renumber(far_behind, 1 + below(60));
          break;
        default: {
          const auto from = below(60);
          const bool there = pages.lower_bound(from) != pages.end();
          const bool may = highest.may_hold(from);
          ASSERT_TRUE(may || !there) << "run " << run << ", step " << step;
          denied += may ? 0 : 1;
          if (!may) break;
          pages.erase(pages.lower_bound(from), pages.end());
          highest.cut_off(from);
        }
      }
    }
  }
  EXPECT_GT(denied, 100);
  sqlite::HighestPage after_one_order;
  after_one_order.fetched(10);
  after_one_order.renumbered(10, far_behind);
  EXPECT_TRUE(after_one_order.may_hold(11));
  after_one_order.renumbered(far_behind, 9);
  EXPECT_FALSE(after_one_order.may_hold(11));
}

// Rows of all lengths come and go, changes are undone in part and as a whole, the file is cut off at its end:
// what the cache gives must be what was stored.
class SomeRows {
 public:
  explicit SomeRows(sqlite::Connection& connection) : connection_(connection), random_(support::test_seed()) {
    connection_.execute(
        "PRAGMA auto_vacuum = INCREMENTAL; VACUUM; PRAGMA cache_size = 60;"
        "CREATE TABLE texts (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;"
        "CREATE INDEX texts_by_text ON texts (text)");
  }

  void one_transaction() {
    auto stored = rows_;
    connection_.execute("BEGIN IMMEDIATE");
    change();
    if (chance(2)) {
      const auto before = rows_;
      connection_.execute("SAVEPOINT part");
      change();
      if (chance(2)) {
        connection_.execute("ROLLBACK TO part");
        rows_ = before;
      }
      connection_.execute("RELEASE part");
    }
    if (chance(4)) connection_.execute("PRAGMA incremental_vacuum(200)");
    const bool undone = chance(4);
    connection_.execute(undone ? "ROLLBACK" : "COMMIT");
    if (undone) rows_ = std::move(stored);
    if (chance(20)) connection_.execute("VACUUM");
  }

  void expect_whole() {
    auto all = connection_.prepare("SELECT id, text FROM texts INDEXED BY texts_by_text");
    std::map<std::int64_t, std::string> found;
    while (all.step()) {
      const auto id = all.value<std::int64_t>();
      found[id] = all.value<std::string>();
    }
    EXPECT_TRUE(found == rows_) << found.size() << " rows, expected " << rows_.size();
    auto check = connection_.prepare("PRAGMA integrity_check");
    ASSERT_TRUE(check.step());
    EXPECT_EQ(check.value<std::string>(), "ok");
  }

 private:
  std::int64_t below(int end) { return static_cast<std::int64_t>(random_() % static_cast<unsigned>(end)); }
  bool chance(int one_in) { return below(one_in) == 0; }

  void change() {
    for (auto left = below(60); left > 0; --left) {
      const auto id = below(3000);
      const auto length = static_cast<std::size_t>(1 + below(chance(10) ? 9000 : 300));
      const std::string text(length, static_cast<char>('a' + below(26)));
      connection_
          .prepare("INSERT INTO texts VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET text = excluded.text")
          .bind(id, text)
          .run();
      rows_[id] = text;
    }
    if (!chance(4)) return;
    const auto from = below(3000);
    connection_.prepare("DELETE FROM texts WHERE id >= ? AND id < ?").bind(from, from + 1500).run();
    rows_.erase(rows_.lower_bound(from), rows_.lower_bound(from + 1500));
  }

  sqlite::Connection& connection_;
  std::mt19937 random_;
  std::map<std::int64_t, std::string> rows_;
};

TEST_F(SqlitePages, TheCacheKeepsNothingThatWasUndoneOrCutOff) {
  const auto connection = open();
  SomeRows rows(*connection);
  for (int round = 0; round < 300; ++round) {
    rows.one_transaction();
    if (round % 10 == 0) rows.expect_whole();
    ASSERT_FALSE(HasFailure()) << "round " << round;
  }
}

}  // namespace
