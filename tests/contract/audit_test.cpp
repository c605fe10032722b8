// The audit log on a disk: nothing is kept without its row, no row is changed unseen.
#include <gmock/gmock.h>

#include <atomic>
#include <functional>
#include <future>

#include "server/storage/audit_chain.h"
#include "server/storage/audit_verify.h"
#include "tests/support/storage_fixture.h"
#include "tests/support/storage_samples.h"

namespace {

using models::AuditKind;
using models::AuditRow;
using testing::HasSubstr;
using testing::Not;

models::Time at(int seconds) { return models::from_unix(1'795'000'000 + seconds); }

class Audit : public support::StorageTest {
 protected:
  models::AuditEntry by_somebody(AuditKind kind = AuditKind::write) {
    models::AuditEntry entry;
    entry.kind = kind;
    entry.at = at(1000);
    entry.account = town_.account;
    entry.role = "operator";
    entry.name = "坐席";
    entry.address = "10.0.0.7";
    entry.agent = "browser";
    entry.act = "POST /api/v1/reports";
    entry.object_kind = "report";
    entry.object_id = "1";
    entry.status = 201;
    entry.request_id = "r-1";
    entry.idempotency_key = "k-1";
    return entry;
  }
  void SetUp() override {
    town_ = write([](auto& tx) { return support::make_town(tx); });
  }
  AuditRow newest() {
    return read([](auto& tx) { return tx.audit().search({}).items.at(0); });
  }
  std::int64_t rows() {
    return read([](auto& tx) { return tx.audit().last().last.value; });
  }
  storage::AuditVerdict verify(const std::vector<storage::KeptHead>& kept = {}) {
    return verify_audit(kept, {key_.public_key});
  }
  storage::KeptHead head_now() {
    auto head = read([](auto& tx) { return tx.audit().last(); });
    return {storage::sign(head, key_), key_.public_key};
  }
  /// What somebody with the file and a tool can do.
  void tamper(const std::string& sql) {
    database_.reset();
    change_by_hand(on_sqlite() ? "DROP TRIGGER audit_log_keeps; DROP TRIGGER audit_log_stays;"
                                 "DROP TRIGGER audit_words_keep; DROP TRIGGER audit_words_stay;"
                               : "DROP TRIGGER audit_log_keeps ON audit_log;"
                                 "DROP TRIGGER audit_words_keep ON audit_words;");
    change_by_hand(sql);
  }
  void add_notes(int count) {
    for (int i = 0; i < count; ++i)
      write([&](auto& tx) {
        tx.audit().describe(by_somebody());
        return tx.reports().insert(support::bare_report(100 + i));
      });
  }
  support::Town town_;
  storage::SigningKey key_ = storage::load_signing_key(folder() / "audit.key");
};
LAMPLIGHTER_EVERY_STORAGE(Audit);

TEST_P(Audit, TellsWhoChangedWhatInTheSameTransaction) {
  const auto before = rows();
  const auto id = write([&](auto& tx) {
    tx.audit().describe(by_somebody());
    const auto report = tx.reports().insert(support::bare_report(1));
    models::Event event;
    event.kind = models::EventKind::report_received;
    event.report = report;
    tx.events().append(event);
    return report;
  });
  EXPECT_EQ(rows(), before + 1);
  const auto row = newest();
  EXPECT_EQ(row.entry.name, "坐席");
  EXPECT_EQ(row.entry.address, "10.0.0.7");
  EXPECT_EQ(row.entry.account, town_.account);
  EXPECT_EQ(row.entry.idempotency_key, "k-1");
  EXPECT_EQ(row.entry.status, 201);
  EXPECT_EQ(row.changes_in_all, 2);
  EXPECT_EQ(row.changes.at(0).table, "reports");
  EXPECT_EQ(row.changes.at(0).key, id.text());
  EXPECT_EQ(row.changes.at(1).after, "report_received");
  EXPECT_TRUE(row.first_event);
  EXPECT_EQ(row.first_event, row.last_event);
  EXPECT_TRUE(verify().good());
}

TEST_P(Audit, ShowsBeforeAndAfterButNobodysData) {
  auto report = support::full_report(town_, 1);
  report.reporter = {"王秀兰", "13800138000", true};
  report.id = write([&](auto& tx) { return tx.reports().insert(report); });
  report.state = models::ReportState::rejected;
  report.reporter.name = "李桂英";
  report.reporter.phone = "13911139111";
  report.place.address = "东街12号";
  report.place.position = models::Position{39.123456, 116.654321, "caller"};
  report.description = "住东街的王秀兰家冷";
  report.verdict_comment = "李桂英说还冷";
  write([&](auto& tx) { tx.reports().update(report); });
  const auto row = newest();
  const auto state = std::find_if(row.changes.begin(), row.changes.end(),
                                  [](const auto& change) { return change.column == "state"; });
  ASSERT_NE(state, row.changes.end());
  EXPECT_EQ(state->before, "referred");
  EXPECT_EQ(state->after, "rejected");
  std::string all;
  for (const auto& change : row.changes)
    all += change.table + change.key + change.column + change.before + change.after + "\n";
  EXPECT_THAT(all, HasSubstr("reporter_phone"));
  for (const auto* personal : {"王秀兰", "李桂英", "138", "139", "东街", "39.12", "116.65"})
    EXPECT_THAT(all, Not(HasSubstr(personal)));
  EXPECT_THAT(all, Not(HasSubstr(report.token)));
}

TEST_P(Audit, ShowsSettingsWholeAndNoSecret) {
  models::Account account;
  account.username = "new";
  account.display_name = "新人";
  account.password_hash = "$argon2id$secret";
  account.id = write([&](auto& tx) { return tx.accounts().insert(account); });
  account.disabled = true;
  account.password_hash = "$argon2id$other";
  write([&](auto& tx) { tx.accounts().update(account); });
  const auto row = newest();
  std::string all;
  for (const auto& change : row.changes)
    all += change.column + "=" + change.before + ">" + change.after + "\n";
  EXPECT_THAT(all, HasSubstr("disabled=0>1"));
  EXPECT_THAT(all, HasSubstr("password_hash=•••>•••"));
  EXPECT_THAT(all, Not(HasSubstr("argon2id")));
}

TEST_P(Audit, WhatNobodyDescribesIsTheProgramsAndWhatChangesNothingHasNoRow) {
  const auto before = rows();
  write([&](auto& tx) { tx.reports().insert(support::bare_report(5)); });
  EXPECT_EQ(newest().entry.role, "system");
  EXPECT_EQ(newest().entry.act, "unnamed");
  EXPECT_EQ(rows(), before + 1);
  write([&](auto& tx) { tx.audit().describe(by_somebody()); });
  database().check();
  EXPECT_EQ(rows(), before + 1) << "neither an idle change nor the proof of writing is an act";
  models::Session session{"hash", town_.account, at(0), at(9000), at(0)};
  write([&](auto& tx) { tx.sessions().insert(session); });
  write([&](auto& tx) { tx.sessions().touch("hash", at(5)); });
  EXPECT_EQ(rows(), before + 2) << "a session seen again is no act";
  auto look = by_somebody(AuditKind::unmasking);
  look.always = true;
  write([&](auto& tx) { tx.audit().describe(look); });
  EXPECT_EQ(newest().entry.kind, AuditKind::unmasking);
  EXPECT_EQ(rows(), before + 3);
}

TEST_P(Audit, AChangeThatIsUndoneLeavesNoRow) {
  const auto before = rows();
  database().write_now([&](models::Transaction& tx) {
    tx.audit().describe(by_somebody());
    tx.reports().insert(support::bare_report(6));
    return false;
  });
  EXPECT_EQ(rows(), before);
  add_notes(2);
  EXPECT_TRUE(verify().good());
}

// Rows of a group wait for its commit; one that reads the log before, and is undone, must take no other
// along.
TEST_P(Audit, ChangesThatShareACommitKeepTheirRowsWhenOneOfThemReadsAndIsUndone) {
  const auto before = rows();
  std::promise<void> begun, go_on, done;
  constexpr int changes = 6;
  std::atomic<int> answered{0};
  database().write(
      [&](models::Transaction&) {
        begun.set_value();
        go_on.get_future().wait();
        return false;
      },
      [](const std::exception_ptr&) {});
  begun.get_future().wait();
  for (int i = 0; i < changes; ++i)
    database().write(
        [&, i](models::Transaction& tx) {
          tx.audit().describe(by_somebody());
          tx.reports().insert(support::bare_report(400 + i));
          // Seen with what the group did before it: a limit by the hour counts those, too.
          if (i % 2 != 0) {
            EXPECT_EQ(tx.audit().count(AuditKind::write, town_.account, at(0)), (i + 1) / 2);
          }
          if (i == 3) throw std::runtime_error("thought better of it");
          return i % 2 == 0;
        },
        [&](const std::exception_ptr&) {
          if (++answered == changes) done.set_value();
        });
  go_on.set_value();
  done.get_future().wait();
  EXPECT_EQ(rows(), before + changes / 2);
  read([&](auto& tx) {
    for (int i = 0; i < changes; ++i)
      EXPECT_EQ(tx.reports().find_by_token(support::bare_report(400 + i).token).has_value(), i % 2 == 0) << i;
  });
  add_notes(1);
  EXPECT_TRUE(verify().good());
}

TEST_P(Audit, TextsThatNeedCareComeBackAsTheyWere) {
  models::Account account;
  account.username = "quote\"back\\slash";
  account.display_name = "新\n人";
  account.password_hash = "x";
  write([&](auto& tx) { return tx.accounts().insert(account); });
  const auto row = newest();
  const auto value = [&](const std::string& column) {
    for (const auto& change : row.changes)
      if (change.column == column) return change.after;
    return std::string("none");
  };
  EXPECT_EQ(value("username"), account.username);
  EXPECT_EQ(value("display_name"), account.display_name);
  EXPECT_TRUE(verify().good());
}

TEST_P(Audit, WithoutALogNothingIsChanged) {
  const auto before = rows();
  database_.reset();
  change_by_hand(
      on_sqlite()
          ? "CREATE TRIGGER broken BEFORE INSERT ON audit_log BEGIN SELECT RAISE(ABORT, 'no log today'); END;"
          : "ALTER TABLE audit_log ADD CHECK (id < 0) NOT VALID");
  reopen();
  EXPECT_ANY_THROW(write([&](auto& tx) { return tx.reports().insert(support::bare_report(7)); }));
  read([&](auto& tx) {
    EXPECT_FALSE(tx.reports().find_by_token(support::bare_report(7).token));
    EXPECT_EQ(tx.audit().last().last.value, before);
  });
}

TEST_P(Audit, FindsByPersonActObjectResultAndTime) {
  add_notes(3);
  auto refused = by_somebody(AuditKind::refusal);
  refused.status = 403;
  refused.name = "Anna 100%";
  refused.at = at(5000);
  refused.object_id = "9";
  write([&](auto& tx) { tx.audit().append(refused); });
  const auto count = [&](const std::function<void(models::AuditQuery&)>& ask) {
    models::AuditQuery query;
    query.limit = 200;
    ask(query);
    return read([&](auto& tx) { return tx.audit().search(query).items.size(); });
  };
  EXPECT_EQ(count([](auto& q) { q.name = "anna"; }), 1u);
  EXPECT_EQ(count([](auto& q) { q.name = "坐席"; }), 3u);
  EXPECT_EQ(count([](auto& q) { q.refused = true; }), 1u);
  EXPECT_EQ(count([](auto& q) { q.kind = AuditKind::write; }), 3u);
  EXPECT_EQ(count([](auto& q) { q.act = "v1/reports"; }), 4u);
  EXPECT_EQ(count([](auto& q) { q.object_kind = "report", q.object_id = "9"; }), 1u);
  EXPECT_EQ(count([&](auto& q) { q.account = town_.account; }), 4u);
  EXPECT_EQ(count([&](auto& q) { q.from = at(4000), q.to = at(6000); }), 1u);
  models::AuditQuery page;
  page.limit = 2;
  page.account = town_.account;
  const auto first = read([&](auto& tx) { return tx.audit().search(page); });
  page.cursor = first.next;
  const auto second = read([&](auto& tx) { return tx.audit().search(page); });
  EXPECT_EQ(first.items.size(), 2u);
  EXPECT_GT(first.items.back().id, second.items.front().id);
  EXPECT_TRUE(second.next.empty());
  page.cursor = "x";
  EXPECT_THROW(read([&](auto& tx) { return tx.audit().search(page); }), std::invalid_argument);
  EXPECT_EQ(read([&](auto& tx) { return tx.audit().count(AuditKind::write, town_.account, at(0)); }), 3);
}

TEST_P(Audit, TheDatabaseItselfRefusesToTouchARow) {
  add_notes(1);
  EXPECT_ANY_THROW(change_by_hand("UPDATE audit_log SET name = 1 WHERE id = 1"));
  EXPECT_ANY_THROW(change_by_hand("UPDATE audit_words SET text = 'x' WHERE id = 1"));
  EXPECT_ANY_THROW(change_by_hand("DELETE FROM audit_words WHERE id = 1"));
  EXPECT_ANY_THROW(change_by_hand("DELETE FROM audit_log WHERE id = 1"));
  EXPECT_ANY_THROW(change_by_hand("INSERT INTO audit_log SELECT * FROM audit_log WHERE id = 1"));
}

TEST_P(Audit, VerifyingSaysWhichRowWasChangedMissesOrStandsElsewhere) {
  add_notes(9);
  const auto head = head_now();
  ASSERT_TRUE(verify({head}).good());
  struct Case {
    const char* sql;
    std::int64_t row;
    const char* what;
  };
  const auto last = head.head.last.value;
  const Case cases[] = {
      {"INSERT INTO audit_words (text) VALUES ('nobody'); UPDATE audit_log SET name = (SELECT max(id) "
       "FROM audit_words) WHERE id = 4",
       4, "row 4 is not what was written"},
      {"UPDATE audit_words SET text = 'nobody' WHERE text = '坐席'", 2, "row 2 is not what was written"},
      {"DELETE FROM audit_words WHERE text = 'operator'", 2, "row 2 is not what was written"},
      {"UPDATE audit_log SET status = 500 WHERE id = 4", 4, "row 4 is not what was written"},
      {"UPDATE audit_log SET account = NULL WHERE id = 5", 5, "row 5 is not what was written"},
      {"DELETE FROM audit_log WHERE id = 3", 3, "row 3 is missing"},
      {"DELETE FROM audit_log WHERE id BETWEEN 3 AND 5", 3, "rows 3 to 5 are missing"},
      {"UPDATE audit_log SET id = -1 WHERE id = 4; UPDATE audit_log SET id = 4 WHERE id = 5; "
       "UPDATE audit_log SET id = 5 WHERE id = -1",
       4, "row 4 is not what was written"},
      {"DELETE FROM audit_log WHERE id > 6", 7, "cut off after row 6"},
      {"DELETE FROM audit_log", 1, "cut off after row 0"},
  };
  database_.reset();
  keep();
  for (const auto& one : cases) {
    bring_back();
    tamper(one.sql);
    const auto verdict = verify({head});
    EXPECT_FALSE(verdict.good()) << one.sql;
    ASSERT_FALSE(verdict.faults.empty()) << one.sql;
    EXPECT_EQ(verdict.faults.front().row, one.row) << one.sql;
    EXPECT_THAT(verdict.faults.front().what, HasSubstr(one.what)) << one.sql;
    (void)last;
  }
}

// Whoever has the file can make the whole chain anew; only a head kept elsewhere shows it.
TEST_P(Audit, AChainMadeAnewDoesNotFitAHeadThatWasKept) {
  add_notes(4);
  const auto head = head_now();
  tamper("DELETE FROM audit_log");
  reopen();
  for (int i = 0; i < 12; ++i) write([&](auto& tx) { tx.reports().insert(support::bare_report(300 + i)); });
  EXPECT_TRUE(verify_audit({}, {key_.public_key}).good()) << "in itself it is whole";
  const auto verdict = verify({head});
  ASSERT_FALSE(verdict.good());
  EXPECT_EQ(verdict.faults.front().row, head.head.last.value);
}

TEST_P(Audit, AHeadIsBelievedOnlyWithItsSignature) {
  add_notes(1);
  auto head = head_now();
  EXPECT_TRUE(verify({head}).good());
  const auto read_back = storage::parse_head(storage::to_text(head));
  ASSERT_TRUE(read_back);
  EXPECT_TRUE(verify({*read_back}).good());
  head.head.hash[0] = head.head.hash[0] == '0' ? '1' : '0';
  EXPECT_FALSE(verify({head}).good());
  const auto other = storage::load_signing_key(folder() / "other.key");
  const storage::KeptHead forged{storage::sign(read_back->head, other), other.public_key};
  EXPECT_FALSE(verify({forged}).good()) << "signed by a key that is not the town's";
  EXPECT_FALSE(storage::parse_head("something else"));
}

TEST_P(Audit, TheKeyIsMadeOnceForItsOwnerAlone) {
  const auto file = folder() / "audit.key";
  EXPECT_EQ(storage::load_signing_key(file).public_key, key_.public_key);
  EXPECT_EQ(std::filesystem::status(file).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  std::filesystem::permissions(file, std::filesystem::perms::others_read, std::filesystem::perm_options::add);
  EXPECT_THROW(storage::load_signing_key(file), std::runtime_error);
}

}  // namespace
