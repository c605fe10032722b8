#include <gtest/gtest.h>

#include <string>

#include "server/auth/sessions.h"
#include "server/auth/tokens.h"
#include "tests/server/auth/memory_transaction.h"

namespace {
using auth::SessionCache;
using auth::SessionLimits;
using models::Duration;

const models::Time start = models::from_unix(1'800'000'000);

models::Account account_of(int id) {
  models::Account account;
  account.id = models::AccountId{id};
  account.username = "wang";
  account.display_name = "王师傅";
  account.role = models::Role::crew_lead;
  account.crew = models::CrewId{7};
  return account;
}

struct Sessions : testing::Test {
  Sessions() {
    tx.accounts_.insert(account_of(1));
    token = auth::make_session(tx, account_of(1), limits, start);
    hash = auth::hash_token(token);
  }
  SessionLimits limits;
  MemoryTransaction tx;
  std::string token, hash;
};

}  // namespace

TEST_F(Sessions, OnlyTheHashIsStored) {
  ASSERT_EQ(tx.sessions_.rows.size(), 1u);
  EXPECT_EQ(tx.sessions_.rows.begin()->first, hash);
  EXPECT_EQ(tx.sessions_.rows.count(token), 0u);
  EXPECT_NE(auth::make_session(tx, account_of(1), limits, start), token);
}

TEST_F(Sessions, ASessionIsItsAccount) {
  const auto found = auth::find_session(tx, hash, limits, start);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->actor.account, models::AccountId{1});
  EXPECT_EQ(found->actor.role, models::Role::crew_lead);
  EXPECT_EQ(found->actor.name, "王师傅");
  EXPECT_EQ(found->actor.crew, models::CrewId{7});
  EXPECT_EQ(found->expires_at, start + Duration{86'400});
  EXPECT_FALSE(found->touch);
}

TEST_F(Sessions, UnknownTokensAreNobody) {
  EXPECT_FALSE(auth::find_session(tx, token, limits, start)) << "the token itself is no hash";
  EXPECT_FALSE(auth::find_session(tx, auth::hash_token("x"), limits, start));
}

TEST_F(Sessions, IdleSessionsEnd) {
  EXPECT_TRUE(auth::find_session(tx, hash, limits, start + Duration{8 * 3600 - 1}));
  EXPECT_FALSE(auth::find_session(tx, hash, limits, start + Duration{8 * 3600}));
  tx.sessions_.touch(hash, start + Duration{8 * 3600 - 1});
  EXPECT_TRUE(auth::find_session(tx, hash, limits, start + Duration{8 * 3600}));
}

TEST_F(Sessions, EvenABusySessionEndsAfterADay) {
  tx.sessions_.touch(hash, start + Duration{86'399});
  EXPECT_TRUE(auth::find_session(tx, hash, limits, start + Duration{86'399}));
  EXPECT_FALSE(auth::find_session(tx, hash, limits, start + Duration{86'400}));
}

TEST_F(Sessions, LastSeenIsWrittenAtMostOnceAMinute) {
  EXPECT_FALSE(auth::find_session(tx, hash, limits, start + Duration{59})->touch);
  EXPECT_TRUE(auth::find_session(tx, hash, limits, start + Duration{60})->touch);
}

TEST_F(Sessions, ADisabledOrVanishedAccountIsNobody) {
  auto account = account_of(1);
  account.disabled = true;
  tx.accounts_.update(account);
  EXPECT_FALSE(auth::find_session(tx, hash, limits, start));
  tx.accounts_.rows.clear();
  EXPECT_FALSE(auth::find_session(tx, hash, limits, start));
}

TEST(SessionCache, AnEntryLivesForSeconds) {
  SessionCache cache({});
  cache.put("h", auth::actor_of(account_of(1)), start + Duration{3600}, start);
  ASSERT_TRUE(cache.find("h", start + Duration{14}));
  EXPECT_EQ(cache.find("h", start + Duration{14})->account, models::AccountId{1});
  EXPECT_FALSE(cache.find("h", start + Duration{15}));
  EXPECT_FALSE(cache.find("h", start + Duration{14})) << "gone for good";
}

TEST(SessionCache, NeverOutlivesTheSession) {
  SessionCache cache({});
  cache.put("h", auth::actor_of(account_of(1)), start + Duration{5}, start);
  EXPECT_TRUE(cache.find("h", start + Duration{4}));
  EXPECT_FALSE(cache.find("h", start + Duration{5}));
  cache.put("late", auth::actor_of(account_of(1)), start, start);
  EXPECT_FALSE(cache.find("late", start));
}

TEST(SessionCache, ATurnedBackClockEndsTheEntry) {
  SessionCache cache({});
  cache.put("h", auth::actor_of(account_of(1)), start + Duration{3600}, start);
  EXPECT_FALSE(cache.find("h", start - Duration{3600}));
}

TEST(SessionCache, RemovalIsAtOnce) {
  SessionCache cache({});
  cache.put("a", auth::actor_of(account_of(1)), start + Duration{3600}, start);
  cache.put("b", auth::actor_of(account_of(2)), start + Duration{3600}, start);
  cache.remove("a");
  EXPECT_FALSE(cache.find("a", start));
  EXPECT_TRUE(cache.find("b", start));
}

TEST(SessionCache, EntriesAreBounded) {
  SessionLimits limits;
  limits.cache_entries = 10;
  SessionCache cache(limits);
  for (int i = 0; i < 100; ++i)
    cache.put("h" + std::to_string(i), auth::actor_of(account_of(1)), start + Duration{3600}, start);
  int kept = 0;
  for (int i = 0; i < 100; ++i) kept += cache.find("h" + std::to_string(i), start) ? 1 : 0;
  EXPECT_EQ(kept, 10);
  EXPECT_TRUE(cache.find("h99", start)) << "the newest has its place";
}
