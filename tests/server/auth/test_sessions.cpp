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
  dispatch::SignInRules rules;
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
  const auto found = auth::find_session(tx, hash, limits, rules, start);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->actor.account, models::AccountId{1});
  EXPECT_EQ(found->actor.role, models::Role::crew_lead);
  EXPECT_EQ(found->actor.name, "王师傅");
  EXPECT_EQ(found->actor.crew, models::CrewId{7});
  EXPECT_EQ(found->expires_at, start + Duration{86'400});
  EXPECT_FALSE(found->touch);
}

TEST_F(Sessions, UnknownTokensAreNobody) {
  EXPECT_FALSE(auth::find_session(tx, token, limits, rules, start)) << "the token itself is no hash";
  EXPECT_FALSE(auth::find_session(tx, auth::hash_token("x"), limits, rules, start));
}

TEST_F(Sessions, IdleSessionsEnd) {
  EXPECT_TRUE(auth::find_session(tx, hash, limits, rules, start + Duration{8 * 3600 - 1}));
  EXPECT_FALSE(auth::find_session(tx, hash, limits, rules, start + Duration{8 * 3600}));
  tx.sessions_.touch(hash, start + Duration{8 * 3600 - 1});
  EXPECT_TRUE(auth::find_session(tx, hash, limits, rules, start + Duration{8 * 3600}));
}

TEST_F(Sessions, EvenABusySessionEndsAfterADay) {
  tx.sessions_.touch(hash, start + Duration{86'399});
  EXPECT_TRUE(auth::find_session(tx, hash, limits, rules, start + Duration{86'399}));
  EXPECT_FALSE(auth::find_session(tx, hash, limits, rules, start + Duration{86'400}));
}

TEST_F(Sessions, LastSeenIsWrittenAtMostOnceAMinute) {
  EXPECT_FALSE(auth::find_session(tx, hash, limits, rules, start + Duration{59})->touch);
  EXPECT_TRUE(auth::find_session(tx, hash, limits, rules, start + Duration{60})->touch);
}

TEST_F(Sessions, ADisabledOrVanishedAccountIsNobody) {
  auto account = account_of(1);
  account.disabled = true;
  tx.accounts_.update(account);
  EXPECT_FALSE(auth::find_session(tx, hash, limits, rules, start));
  tx.accounts_.rows.clear();
  EXPECT_FALSE(auth::find_session(tx, hash, limits, rules, start));
}

TEST(SessionCache, AnEntryLivesForSeconds) {
  SessionCache cache({});
  cache.put("h", auth::actor_of(account_of(1)), start + Duration{3600}, start, cache.generation());
  ASSERT_TRUE(cache.find("h", start + Duration{14}));
  EXPECT_EQ(cache.find("h", start + Duration{14})->account, models::AccountId{1});
  EXPECT_FALSE(cache.find("h", start + Duration{15}));
  EXPECT_FALSE(cache.find("h", start + Duration{14})) << "gone for good";
}

TEST(SessionCache, NeverOutlivesTheSession) {
  SessionCache cache({});
  cache.put("h", auth::actor_of(account_of(1)), start + Duration{5}, start, cache.generation());
  EXPECT_TRUE(cache.find("h", start + Duration{4}));
  EXPECT_FALSE(cache.find("h", start + Duration{5}));
  cache.put("late", auth::actor_of(account_of(1)), start, start, cache.generation());
  EXPECT_FALSE(cache.find("late", start));
}

TEST(SessionCache, ATurnedBackClockEndsTheEntry) {
  SessionCache cache({});
  cache.put("h", auth::actor_of(account_of(1)), start + Duration{3600}, start, cache.generation());
  EXPECT_FALSE(cache.find("h", start - Duration{3600}));
}

TEST(SessionCache, RemovalIsAtOnce) {
  SessionCache cache({});
  cache.put("a", auth::actor_of(account_of(1)), start + Duration{3600}, start, cache.generation());
  cache.put("b", auth::actor_of(account_of(2)), start + Duration{3600}, start, cache.generation());
  cache.remove("a");
  EXPECT_FALSE(cache.find("a", start));
  EXPECT_TRUE(cache.find("b", start));
}

TEST(SessionCache, EntriesAreBounded) {
  SessionLimits limits;
  limits.cache_entries = 10;
  SessionCache cache(limits);
  for (int i = 0; i < 100; ++i)
    cache.put("h" + std::to_string(i), auth::actor_of(account_of(1)), start + Duration{3600}, start,
              cache.generation());
  int kept = 0;
  for (int i = 0; i < 100; ++i) kept += cache.find("h" + std::to_string(i), start) ? 1 : 0;
  EXPECT_EQ(kept, 10);
  EXPECT_TRUE(cache.find("h99", start)) << "the newest has its place";
}

TEST(SessionCache, WhatWasRemovedWhileTheDatabaseWasAskedIsNotPutBack) {
  SessionCache cache({});
  const auto before = cache.generation();
  cache.remove("h");
  cache.put("h", auth::actor_of(account_of(1)), start + Duration{3600}, start, before);
  EXPECT_FALSE(cache.find("h", start));
}

TEST(SessionCache, AllOfAnAccountGoTogether) {
  SessionCache cache({});
  for (const auto& [hash, id] : {std::pair{"a", 1}, std::pair{"b", 1}, std::pair{"c", 2}})
    cache.put(hash, auth::actor_of(account_of(id)), start + Duration{3600}, start, cache.generation());
  cache.remove_of(models::AccountId{1});
  EXPECT_FALSE(cache.find("a", start));
  EXPECT_FALSE(cache.find("b", start));
  EXPECT_TRUE(cache.find("c", start));
}

TEST_F(Sessions, WhatIsOwedStandsOnTheActor) {
  auto account = account_of(1);
  account.must_change_password = true;
  tx.accounts_.update(account);
  EXPECT_EQ(auth::find_session(tx, hash, limits, rules, start)->actor.owed, models::Owed::password);
  account.must_change_password = false;
  account.role = models::Role::admin;
  tx.accounts_.update(account);
  EXPECT_EQ(auth::find_session(tx, hash, limits, rules, start)->actor.owed, models::Owed::second_factor);
  account.totp_confirmed = true;
  tx.accounts_.update(account);
  EXPECT_EQ(auth::find_session(tx, hash, limits, rules, start)->actor.owed, models::Owed::nothing);
}

TEST_F(Sessions, AContractorIsKnownByTheirCrew) {
  models::Crew crew;
  crew.id = models::CrewId{7};
  tx.crews_.insert(crew);
  EXPECT_FALSE(auth::find_session(tx, hash, limits, rules, start)->actor.contractor);
  crew.contractor = "光明电力公司";
  tx.crews_.update(crew);
  EXPECT_TRUE(auth::find_session(tx, hash, limits, rules, start)->actor.contractor);
}

TEST_F(Sessions, AnAccessTokenIsItsAccountWithItsScopeUntilItExpires) {
  models::AccessToken access;
  access.id = models::AccessTokenId{5};
  access.token_hash = "t";
  access.account = models::AccountId{1};
  access.scope = models::Scope::write;
  access.expires_at = start + Duration{100};
  tx.access_tokens_.insert(access);
  const auto found = auth::find_access_token(tx, "t", limits, rules, start);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->actor.scope, models::Scope::write);
  EXPECT_EQ(found->actor.account, models::AccountId{1});
  EXPECT_TRUE(found->touch);
  EXPECT_EQ(found->access_token, access.id);
  EXPECT_FALSE(auth::find_access_token(tx, "t", limits, rules, start + Duration{100}));
  EXPECT_FALSE(auth::find_session(tx, "t", limits, rules, start));
  auto account = account_of(1);
  account.disabled = true;
  tx.accounts_.update(account);
  EXPECT_FALSE(auth::find_access_token(tx, "t", limits, rules, start));
}
