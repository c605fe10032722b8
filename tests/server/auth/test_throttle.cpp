#include <gtest/gtest.h>

#include <string>

#include "server/auth/throttle.h"

namespace {
using auth::Throttle;
using models::Duration;

const models::Time start = models::from_unix(1'800'000'000);

void fail_times(Throttle& throttle, const std::string& account, const std::string& address, int times,
                models::Time now = start) {
  for (int i = 0; i < times; ++i) throttle.failed(account, address, now);
}

}  // namespace

TEST(Throttle, WaitsDoubleOverTheFreeFailures) {
  struct Row {
    int failures;
    int wait;  // 0: none
  };
  const Row rows[] = {{0, 0},   {1, 0},   {5, 0},    {6, 2},    {7, 4},    {8, 8},    {9, 16},
                      {10, 32}, {11, 64}, {12, 128}, {13, 256}, {14, 512}, {15, 900}, {40, 900}};
  for (const Row& row : rows) {
    Throttle throttle;
    // Every failure from another address, so that only the account counts.
    for (int i = 0; i < row.failures; ++i) throttle.failed("wang", "10.0.0." + std::to_string(i), start);
    EXPECT_EQ(throttle.must_wait("wang", "10.1.1.1", start).value_or(0), row.wait) << row.failures;
  }
}

TEST(Throttle, ByTheTwelfthFailureInARowTheAccountWaits) {
  Throttle throttle;
  models::Time now = start;
  int refused = 0;
  for (int i = 0; i < 12; ++i, now += Duration{1}) {
    if (throttle.must_wait("wang", "10.0.0.1", now)) {
      ++refused;
    } else {
      throttle.failed("wang", "10.0.0.1", now);
    }
  }
  EXPECT_GT(refused, 0);
  EXPECT_TRUE(throttle.must_wait("wang", "10.99.0.1", now)) << "from any address";
  EXPECT_FALSE(throttle.must_wait("li", "10.99.0.1", now)) << "others do not suffer";
}

TEST(Throttle, AnAddressThatTriesManyAccountsWaits) {
  Throttle throttle;
  for (int i = 0; i < 20; ++i) throttle.failed("name" + std::to_string(i), "10.0.0.1", start);
  EXPECT_FALSE(throttle.must_wait("somebody", "10.0.0.1", start));
  throttle.failed("name20", "10.0.0.1", start);
  EXPECT_EQ(throttle.must_wait("somebody", "10.0.0.1", start), 2);
  throttle.failed("name21", "10.0.0.1", start);
  EXPECT_EQ(throttle.must_wait("somebody", "10.0.0.1", start), 4);
  EXPECT_FALSE(throttle.must_wait("somebody", "10.0.0.2", start));
}

TEST(Throttle, TheLongerOfBothWaitsCounts) {
  Throttle throttle;
  fail_times(throttle, "wang", "10.0.0.1", 8);
  for (int i = 0; i < 13; ++i) throttle.failed("other" + std::to_string(i), "10.0.0.1", start);
  EXPECT_EQ(throttle.must_wait("wang", "10.0.0.1", start), 8);
  EXPECT_EQ(throttle.must_wait("new", "10.0.0.1", start), 2);
}

TEST(Throttle, TheWaitRunsOutSecondBySecond) {
  Throttle throttle;
  fail_times(throttle, "wang", "10.0.0.1", 7);
  EXPECT_EQ(throttle.must_wait("wang", "x", start), 4);
  EXPECT_EQ(throttle.must_wait("wang", "x", start + Duration{1}), 3);
  EXPECT_EQ(throttle.must_wait("wang", "x", start + Duration{3}), 1);
  EXPECT_FALSE(throttle.must_wait("wang", "x", start + Duration{4}));
}

TEST(Throttle, SuccessForgetsTheAccountButNotTheAddress) {
  Throttle throttle;
  fail_times(throttle, "wang", "10.0.0.1", 21);
  throttle.succeeded("wang", start);
  EXPECT_FALSE(throttle.must_wait("wang", "10.0.0.2", start));
  EXPECT_TRUE(throttle.must_wait("wang", "10.0.0.1", start));
}

TEST(Throttle, FailuresAreForgottenAfterAnHourOfQuiet) {
  Throttle throttle;
  fail_times(throttle, "wang", "10.0.0.1", 15);
  throttle.failed("wang", "10.0.0.1", start + Duration{3599});
  EXPECT_TRUE(throttle.must_wait("wang", "10.0.0.2", start + Duration{3599}));
  const models::Time later = start + Duration{3599 + 3600};
  throttle.failed("wang", "10.0.0.1", later);
  EXPECT_FALSE(throttle.must_wait("wang", "10.0.0.2", later));
}

TEST(Throttle, CaseDoesNotGiveNewTries) {
  Throttle throttle;
  fail_times(throttle, "wang", "10.0.0.1", 3);
  fail_times(throttle, "WANG", "10.0.0.2", 3);
  EXPECT_TRUE(throttle.must_wait("Wang", "10.0.0.3", start));
}

TEST(Throttle, AnAccountIsNotMistakenForAnAddress) {
  Throttle throttle;
  fail_times(throttle, "10.0.0.1", "192.0.2.1", 6);
  EXPECT_FALSE(throttle.must_wait("somebody", "10.0.0.1", start));
}

TEST(Throttle, AClockTurnedBackKeepsNobodyWaitingLongerThanTheLongestWait) {
  Throttle throttle;
  fail_times(throttle, "wang", "10.0.0.1", 30);
  EXPECT_EQ(throttle.must_wait("wang", "x", start - Duration{86'400}), 900);
}

TEST(Throttle, EntriesAreBoundedAndTheOldestGoFirst) {
  Throttle::Limits limits;
  limits.entries = 100;
  Throttle throttle(limits);
  fail_times(throttle, "first", "10.0.0.1", 6);
  EXPECT_TRUE(throttle.must_wait("first", "x", start));
  for (int i = 0; i < 99; ++i)
    throttle.failed("flood" + std::to_string(i), "10.0.0.1", start + Duration{1 + i / 50});
  // Evicted although its wait would still run: nothing else can hold the table to its size.
  EXPECT_FALSE(throttle.must_wait("first", "x", start));
  EXPECT_TRUE(throttle.must_wait("somebody", "10.0.0.1", start + Duration{2})) << "the newest stay";
  fail_times(throttle, "flood98", "10.0.0.9", 5, start + Duration{3});
  EXPECT_TRUE(throttle.must_wait("flood98", "x", start + Duration{3})) << "its first failure still counted";
}

TEST(Throttle, TriesSideBySideGetNoFurtherThanThoseInARow) {
  Throttle throttle;
  int through = 0;
  for (int i = 0; i < 100; ++i) through += throttle.begin("wang", "10.0.0.1", start) ? 0 : 1;
  EXPECT_EQ(through, 5);
  EXPECT_FALSE(throttle.begin("li", "10.0.0.1", start)) << "others do not suffer";
  throttle.taken_back("wang");
  EXPECT_FALSE(throttle.begin("wang", "10.0.0.1", start));
  for (int i = 0; i < 5; ++i) throttle.failed("wang", "10.0.0.1", start);
  EXPECT_FALSE(throttle.begin("wang", "10.0.0.1", start)) << "the sixth may be tried";
  throttle.failed("wang", "10.0.0.1", start);
  EXPECT_EQ(throttle.begin("wang", "10.0.0.1", start), 2);
  const auto later = start + Duration{2};
  EXPECT_FALSE(throttle.begin("wang", "10.0.0.1", later));
  EXPECT_TRUE(throttle.begin("wang", "10.0.0.1", later)) << "one at a time from now on";
  throttle.succeeded("wang", later);
  EXPECT_FALSE(throttle.begin("wang", "10.0.0.1", later));
}

TEST(Throttle, ATryThatWasNeverSettledGivesItsPlaceBack) {
  Throttle throttle;
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(throttle.begin("wang", "10.0.0.1", start));
  EXPECT_TRUE(throttle.begin("wang", "10.0.0.1", start + Duration{59}));
  EXPECT_FALSE(throttle.begin("wang", "10.0.0.1", start + Duration{60}));
}

TEST(Throttle, WhatAnotherServerCountedCountsHere) {
  Throttle here, there;
  for (int i = 0; i < 6; ++i) {
    there.failed("Wang", "10.0.0.1", start);
    here.heard_failed(Throttle::account_key("wang"), Throttle::address_key("10.0.0.1"), start);
  }
  EXPECT_EQ(here.must_wait("wang", "10.9.9.9", start), there.must_wait("wang", "10.9.9.9", start));
  EXPECT_EQ(here.must_wait("WANG", "10.9.9.9", start), 2);
  // A try of one's own that is under way goes on.
  Throttle busy;
  EXPECT_FALSE(busy.begin("li", "10.0.0.1", start));
  busy.heard_failed(Throttle::account_key("li"), Throttle::address_key("10.0.0.2"), start);
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(busy.begin("li", "10.0.0.1", start)) << i;
  EXPECT_TRUE(busy.begin("li", "10.0.0.1", start)) << "four under way and one that failed there";
  here.heard_succeeded(Throttle::account_key("wang"));
  EXPECT_FALSE(here.must_wait("wang", "10.9.9.9", start));
}

TEST(Throttle, ItsKeysCannotBeRead) {
  EXPECT_EQ(Throttle::account_key("hunter2").find("hunter2"), std::string::npos);
  EXPECT_NE(Throttle::account_key("10.0.0.1"), Throttle::address_key("10.0.0.1"));
}
