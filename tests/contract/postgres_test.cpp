#include <gmock/gmock.h>

#include <mutex>
#include <thread>

#include "models/names.h"
#include "server/storage/postgres/connection.h"
#include "server/storage/postgres/migrations.h"
#include "server/storage/postgres/translate.h"
#include "tests/support/postgres_cluster.h"
#include "tests/support/storage_fixture.h"
#include "tests/support/storage_samples.h"

// What is PostgreSQL's own; all that it shares with SQLite is in the other files.
namespace {

using testing::HasSubstr;

TEST(Translation, StatementsOfTheStoresInTheWordsOfPostgres) {
  const struct {
    const char* ours;
    const char* theirs;
  } cases[] = {
      {"SELECT a FROM t WHERE b = ? AND c > ?", "SELECT a FROM t WHERE b = $1 AND c > $2"},
      {"SELECT a FROM t WHERE b = ?2 AND c > ?1 AND d = ?2",
       "SELECT a FROM t WHERE b = $2 AND c > $1 AND d = $2"},
      {"SELECT '?' FROM t WHERE b = 'it''s ?' AND c = ?", "SELECT '?' FROM t WHERE b = 'it''s ?' AND c = $1"},
      {"SELECT a FROM t w INDEXED BY t_by_b WHERE b = 1", "SELECT a FROM t w  WHERE b = 1"},
      {"SELECT a FROM t NOT INDEXED WHERE b = 1", "SELECT a FROM t  WHERE b = 1"},
      {"a CROSS JOIN b ON a.x = b.x", "a JOIN b ON a.x = b.x"},
      {"WHERE c = 1 AND +b = ? AND 1 + ? > 2", "WHERE c = 1 AND b = $1 AND 1 + $2 > 2"},
      {"UPDATE t SET a = x'' WHERE a <> x''", "UPDATE t SET a = ''::bytea WHERE a <> ''::bytea"},
      {"SELECT max(x) FROM t", "SELECT max(x) FROM t"},
  };
  for (const auto& one : cases) EXPECT_EQ(postgres::translate(one.ours), one.theirs) << one.ours;
}

class Postgres : public testing::Test {
 protected:
  void SetUp() override {
    if (!support::has_postgres()) GTEST_SKIP() << "PostgreSQL is not installed";
    address_ = support::make_database(false);
  }
  void TearDown() override {
    if (!address_.empty()) support::drop_database(address_);
  }
  std::string ask(const std::string& sql) const {
    return support::run_sql(address_, "SET search_path = lamplighter; " + sql);
  }
  template <class Work>
  static std::string refusal(const Work& work) {
    try {
      work();
    } catch (const std::exception& error) {
      return error.what();
    }
    return "";
  }
  std::string refusal() const {
    return refusal([this] { storage::open_postgres(address_); });
  }
  std::string address_;
};

TEST_F(Postgres, TwoThatStartAtOnceMakeTheSchemaOnce) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) threads.emplace_back([&] { storage::open_postgres(address_)->check(); });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(ask("SELECT version FROM schema_version"), std::to_string(storage::schema_version()));
}

TEST_F(Postgres, EveryTableTellsTheLogOfItsRowsOrIsKnownNotTo) {
  storage::open_postgres(address_)->close();
  EXPECT_EQ(
      ask("SELECT string_agg(c.relname, ' ' ORDER BY c.relname COLLATE \"C\") FROM pg_class c WHERE relkind "
          "= "
          "'r' AND relnamespace = 'lamplighter'::regnamespace AND NOT EXISTS (SELECT 1 FROM pg_trigger t "
          "WHERE t.tgrelid = c.oid AND t.tgname = c.relname || '_noted')"),
      "audit_by_account audit_by_object audit_heads audit_log audit_spans audit_words checks counters duty "
      "facility_grams figure_rolling figure_shares figure_sums figure_waiting open_counters schema_version "
      "visit_lengths");
}

TEST_F(Postgres, SaysWhyItDoesNotStart) {
  storage::open_postgres(address_)->close();
  ask("UPDATE schema_version SET version = 999");
  EXPECT_THAT(refusal(), HasSubstr("schema version 999, this program knows"));
  EXPECT_THROW(storage::open_postgres(address_), storage::WrongSchema);
  ask("DROP TABLE schema_version");
  EXPECT_THAT(refusal(), HasSubstr("tables of another program"));
  const auto away = address_ + "_nowhere";
  EXPECT_THROW(storage::open_postgres(away), storage::Refused) << "a database of another name";
  EXPECT_THROW(storage::open_postgres("postgresql://127.0.0.1:9/town"), storage::Unreachable);
  EXPECT_THROW(storage::open_postgres("postgresql://[half"), storage::Refused);
  storage::DatabaseLimits with_key;
  with_key.address = address_;
  with_key.key = std::string(32, 'k');
  const support::TemporaryFolder folder;
  EXPECT_THROW(storage::open_database(folder.path(), with_key), storage::Refused);
}

TEST_F(Postgres, WhatOneProgramTellsTheOthersHearOnce) {
  const auto one = storage::open_postgres(address_), other = storage::open_postgres(address_);
  std::mutex mutex;
  std::vector<std::string> heard, own;
  const auto into = [&mutex](std::vector<std::string>& list) {
    return [&](const std::string& message) {
      const std::lock_guard lock(mutex);
      list.push_back(message);
    };
  };
  one->on_told(into(own));
  other->on_told(into(heard));
  std::vector<std::string> told;
  for (int i = 0; i < 450; ++i) {
    told.push_back("it's \"" + std::to_string(i) + "\" \\ 灯");
    one->tell_others(told.back());
  }
  for (int i = 0; i < 2000; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
    const std::lock_guard lock(mutex);
    if (heard.size() >= told.size()) break;
  }
  const std::lock_guard lock(mutex);
  EXPECT_EQ(heard, told);
  EXPECT_TRUE(own.empty());
  EXPECT_THROW(one->tell_others(""), std::invalid_argument);
  EXPECT_THROW(one->tell_others(std::string(1001, 'x')), std::invalid_argument);
}

TEST_F(Postgres, AnOlderSchemaIsBroughtUpOnlyWhenNobodyIsAtWork) {
  // A step that changes something, whatever the last of the real ones does.
  auto steps = postgres::migrations();
  const int next = storage::schema_version() + 1;
  steps.push_back({next, "ALTER TABLE villages RENAME COLUMN name TO called"});
  const auto bring_up = [&] {
    postgres::Place place(address_, postgres::Path("lamplighter"), {});
    auto handle = place.connect();
    postgres::migrate(*handle, "lamplighter", steps);
  };
  auto at_work = storage::open_postgres(address_);
  EXPECT_THAT(refusal(bring_up), HasSubstr("other programs are using it"));
  EXPECT_EQ(ask("SELECT version FROM schema_version"), std::to_string(storage::schema_version()));
  at_work.reset();
  bring_up();
  EXPECT_EQ(ask("SELECT version FROM schema_version"), std::to_string(next));
}

TEST_F(Postgres, AStepThatOnlyAddsIsMadeBesideAProgramAtWork) {
  const auto at_work = storage::open_postgres(address_);
  const auto rename = [&](const std::string& name) {
    at_work->write_now([&](models::Transaction& tx) {
      auto village = tx.villages().list().at(0);
      village.name = name;
      tx.villages().save(village);
      return true;
    });
  };
  at_work->write_now([](models::Transaction& tx) {
    support::make_town(tx);
    return true;
  });
  rename("before");
  auto steps = postgres::migrations();
  const int next = storage::schema_version() + 1;
  steps.push_back(
      {next, "-- additive: a column\nALTER TABLE villages ADD COLUMN more TEXT NOT NULL DEFAULT ''"});
  postgres::Place place(address_, postgres::Path("lamplighter"), {});
  auto handle = place.connect();
  postgres::migrate(*handle, "lamplighter", steps);
  EXPECT_EQ(ask("SELECT version FROM schema_version"), std::to_string(next));
  // The older one works on, with what it has prepared already and with what it has not.
  rename("after");
  EXPECT_EQ(ask("SELECT count(*) FROM villages WHERE name = 'after' AND more = ''"), "1");
  EXPECT_THAT(refusal(), HasSubstr("use a newer program")) << "but does not start again";
  steps.push_back({next + 1, "ALTER TABLE villages DROP COLUMN more"});
  EXPECT_THROW(postgres::migrate(*handle, "lamplighter", steps), storage::WrongSchema);
  EXPECT_EQ(ask("SELECT version FROM schema_version"), std::to_string(next));
}

TEST_F(Postgres, ARowThatSomebodyElseLocksIsWaitedForAndThenRefused) {
  storage::DatabaseLimits limits;
  limits.busy_timeout_milliseconds = 300;
  const auto database = storage::open_postgres(address_, limits);
  const support::HeldTransaction held(address_,
                                      "SET search_path = lamplighter; UPDATE checks SET count = count + 1");
  EXPECT_THROW(database->check(), storage::Busy);
}

TEST_F(Postgres, TextsWithAZeroByteAreRefusedAndNothingIsStored) {
  const auto database = storage::open_postgres(address_);
  EXPECT_THROW(database->write_now([](models::Transaction& tx) {
    auto village = support::sample_village("v1");
    village.name = std::string("a\0b", 3);
    tx.villages().save(village);
    return true;
  }),
               std::invalid_argument);
  database->read_now([](models::Transaction& tx) { EXPECT_TRUE(tx.villages().list().empty()); });
}

// What would end the program at its start is a trouble that passes once it has been let in.
TEST(PostgresRestart, ADatabaseThatRefusesForAWhileIsAwayAndThenThereAgain) {
  if (!support::has_postgres()) GTEST_SKIP() << "PostgreSQL is not installed";
  support::PostgresCluster cluster("fsync = off");
  const auto database = storage::open_postgres(cluster.address());
  cluster.let_in(false);  // with a restart, so that nobody stays inside
  EXPECT_THROW(database->read_now([](models::Transaction& tx) { tx.villages().list(); }),
               storage::Unreachable);
  EXPECT_ANY_THROW(storage::open_postgres(cluster.address()));
  cluster.let_in(true);
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{20};
  bool back = false;
  while (!back && std::chrono::steady_clock::now() < until) {
    try {
      database->check();
      back = true;
    } catch (const storage::Busy&) {
      std::this_thread::sleep_for(std::chrono::milliseconds{50});
    } catch (const storage::WriteFailed&) {
      std::this_thread::sleep_for(std::chrono::milliseconds{50});
    }
  }
  EXPECT_TRUE(back);
}

// A standby that is fed by the primary takes over: nothing that was acknowledged is lost.
TEST(PostgresFailover, TheStandbyTakesOverWithEverythingThatWasAcknowledged) {
  if (!support::has_postgres()) GTEST_SKIP() << "PostgreSQL is not installed";
  support::PostgresCluster primary("wal_level = replica\nmax_wal_senders = 4");
  support::PostgresCluster standby(support::PostgresCluster::StandbyOf{primary});
  primary.configure("synchronous_standby_names = '*'");
  // As an operator writes it: both hosts, and the one that can be written.
  const auto both = "host=" + primary.folder().string() + "," + standby.folder().string() +
                    " port=" + std::to_string(primary.port()) + "," + std::to_string(standby.port()) +
                    " user=postgres dbname=postgres target_session_attrs=read-write";
  EXPECT_THROW(storage::open_postgres(standby.address()), storage::WrongSchema) << "a replica is not written";
  const auto database = storage::open_postgres(both);
  int acknowledged = 0;
  const auto save = [&](int i) {
    database->write_now([i](models::Transaction& tx) {
      tx.villages().save(support::sample_village("v" + std::to_string(1000 + i)));
      return true;
    });
  };
  for (; acknowledged < 50; ++acknowledged) save(acknowledged);
  primary.stop("immediate");
  standby.promote();
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{30};
  for (bool back = false; !back && std::chrono::steady_clock::now() < until;) {
    try {
      save(acknowledged);
      back = true;
    } catch (const std::exception&) {
      std::this_thread::sleep_for(std::chrono::milliseconds{50});
    }
  }
  database->read_now([&](models::Transaction& tx) {
    EXPECT_EQ(tx.villages().list().size(), static_cast<std::size_t>(acknowledged) + 1);
  });
}

}  // namespace
