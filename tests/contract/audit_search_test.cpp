// Searching the audit log: the answer is the same whatever the finders know already.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "server/storage/audit_chain.h"
#include "server/storage/audit_verify.h"
#include "server/storage/sqlite/connection.h"
#include "server/storage/sqlite/migrations.h"
#include "tests/support/storage_fixture.h"

namespace {

using models::AuditKind;

models::Time at(int seconds) { return models::from_unix(1'795'000'000 + seconds); }

bool fits(const models::AuditQuery& query, const models::AuditEntry& entry) {
  if (query.account && entry.account != query.account) return false;
  if (!query.object_kind.empty() && entry.object_kind != query.object_kind) return false;
  if (!query.object_id.empty() && entry.object_id != query.object_id) return false;
  if (query.from && entry.at < *query.from) return false;
  if (query.to && entry.at >= *query.to) return false;
  return entry.name.find(query.name) != std::string::npos;
}

class AuditSearch : public support::StorageTest {};
LAMPLIGHTER_EVERY_STORAGE(AuditSearch);

// What finds rows is written by the thousand: an answer must not depend on which rows it knows already.
TEST_P(AuditSearch, FindsTheSameBeforeAndAfterTheFindersWereWritten) {
  const auto seed = std::random_device{}();
  std::mt19937_64 random(seed);
  const auto upto = [&](int most) { return static_cast<int>(random() % static_cast<unsigned>(most)); };
  std::vector<models::AuditEntry> all;
  const auto append = [&](int count) {
    write([&](auto& tx) {
      for (int i = 0; i < count; ++i) {
        models::AuditEntry entry;
        entry.kind = upto(5) == 0 ? AuditKind::refusal : AuditKind::write;
        entry.act = "POST /api/v1/reports";
        entry.account = upto(3) == 0 ? models::AccountId{} : models::AccountId{1 + upto(4)};
        // Clocks are set back now and then.
        entry.at = at(static_cast<int>(all.size()) * 10 - upto(4000));
        entry.object_kind = upto(2) == 0 ? "report" : "work_order";
        entry.object_id = upto(6) == 0 ? "" : std::to_string(upto(40));
        entry.name = upto(2) == 0 ? "坐席" : "调度员";
        tx.audit().append(entry);
        all.push_back(entry);
      }
    });
  };
  const auto before = read([](auto& tx) { return tx.audit().last().last.value; });
  const auto check = [&] {
    for (int round = 0; round < 60; ++round) {
      models::AuditQuery query;
      query.limit = 1 + upto(30);
      query.act = "v1/reports";
      query.name = upto(2) == 0 ? "调度" : "席";
      if (upto(2) == 0) query.account = models::AccountId{1 + upto(5)};
      if (upto(2) == 0) query.object_kind = "report";
      if (upto(2) == 0) query.object_id = std::to_string(upto(40));
      if (upto(2) == 0) query.from = at(upto(30'000));
      if (upto(2) == 0) query.to = at(upto(30'000));
      std::vector<std::int64_t> expected, found;
      for (auto i = all.size(); i-- > 0;) {
        if (fits(query, all[i])) expected.push_back(before + static_cast<std::int64_t>(i) + 1);
      }
      do {
        const auto page = read([&](auto& tx) { return tx.audit().search(query); });
        for (const auto& row : page.items) found.push_back(row.id.value);
        query.cursor = page.next;
      } while (!query.cursor.empty());
      ASSERT_EQ(found, expected) << "seed " << seed << ", round " << round << " of " << all.size() << " rows";
      const auto since = at(upto(30'000));
      const auto account = models::AccountId{1 + upto(4)};
      const auto counted = std::count_if(all.begin(), all.end(), [&](const auto& entry) {
        return entry.kind == AuditKind::refusal && entry.account == account && entry.at >= since;
      });
      ASSERT_EQ(read([&](auto& tx) { return tx.audit().count(AuditKind::refusal, account, since); }),
                counted);
    }
  };
  append(100);
  // What a span that was never ended left behind, also of a town that moved here from the other engine.
  database_->close();
  change_by_hand("INSERT INTO audit_by_account SELECT account, id FROM audit_log WHERE account IS NOT NULL");
  change_by_hand(
      "INSERT INTO audit_by_object SELECT object_kind, object_id, id FROM audit_log WHERE object_id <> ''");
  reopen();
  for (const int count : {200, 900, 1500, 200}) {
    append(count);
    check();
  }
  // A few at a time, as a day brings them: what finds them is then half written, also when the program ends.
  for (int round = 0; round < (on_sqlite() ? 10 : 1); ++round) {
    for (int i = upto(70); i >= 0; --i) append(1 + upto(60));
    check();
    reopen();
    check();
  }
  EXPECT_TRUE(verify_audit({}, {}).good());
}

// The log as it was before words had numbers: three rows, chained.
TEST(AuditMigration, RowsKeepTheirWordsAndTheirChain) {
  support::TemporaryFolder folder;
  constexpr std::size_t with_words_in_each_row = 18;
  {
    sqlite::Connection connection(folder.path() / "lamplighter.db", sqlite::Connection::Mode::writer,
                                  std::chrono::milliseconds{1000});
    for (std::size_t i = 0; i < with_words_in_each_row; ++i)
      connection.execute(std::string(sqlite::migrations()[i]));
    connection.execute("PRAGMA application_id = " + std::to_string(0x4c414d50));
    connection.execute("PRAGMA user_version = " + std::to_string(with_words_in_each_row));
    storage::AuditHash hash{};
    for (std::int64_t id = 1; id <= 3; ++id) {
      storage::AuditHasher hasher(hash);
      hasher.number(id).text("write").number(models::to_unix(at(0))).number(7);
      for (const auto* text : {"operator", "坐席", "10.0.0.7", "browser", "POST /api", "report", "9", ""})
        hasher.text(text);
      hash = hasher.number(201)
                 .text("r-1")
                 .text("")
                 .number(1)
                 .text("[]")
                 .number(0)
                 .number(storage::absent_number)
                 .number(storage::absent_number)
                 .finish();
      connection
          .prepare(
              "INSERT INTO audit_log VALUES (?, 'write', ?, 7, 'operator', '坐席', '10.0.0.7', 'browser', "
              "'POST /api', 'report', '9', '', 201, 'r-1', '', 1, '[]', 0, NULL, NULL, ?)")
          .bind(id, at(0), sql::Blob{storage::as_text(hash)})
          .run();
    }
  }
  auto database = storage::open_sqlite(folder.path());
  models::AuditQuery query;
  query.object_kind = "report", query.object_id = "9", query.name = "坐席";
  database->read_now([&](models::Transaction& tx) {
    const auto page = tx.audit().search(query);
    ASSERT_EQ(page.items.size(), 3U);
    EXPECT_EQ(page.items[0].entry.role, "operator");
    EXPECT_EQ(page.items[0].entry.address, "10.0.0.7");
    EXPECT_EQ(page.items[0].entry.agent, "browser");
    EXPECT_EQ(page.items[2].entry.act, "POST /api");
  });
  database.reset();
  const auto verdict = storage::verify_audit(folder.path(), {}, {});
  EXPECT_EQ(verdict.rows, 3);
  EXPECT_TRUE(verdict.good()) << verdict.faults.at(0).what;
}

}  // namespace
