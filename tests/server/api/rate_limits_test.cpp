#include "server/api/rate_limits.h"

#include "server/api/others.h"
#include "tests/server/api/fixture.h"

namespace {

using api::RateLimits;

class RateLimitsTest : public ApiTest {
 protected:
  static http::Fields key(int number) { return {{"Idempotency-Key", "key-" + std::to_string(number)}}; }
  Got report(int number) {
    return post("/api/v1/public/reports", {{"fault_kind", "HP-NOHEAT"}, {"description", "cold"}}, "",
                key(number));
  }
};

TEST_F(RateLimitsTest, AnAddressIsToldWhenItMayGoOn) {
  context_.settings.rates.everybody = 3;
  for (int i = 0; i < 3; ++i) EXPECT_LT(report(i).status, 300) << i;
  now_ += std::chrono::seconds{20};
  const auto refused = report(3);
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.header("Retry-After"), "40");
  EXPECT_EQ(refused.header("Content-Type"), "application/problem+json");
  EXPECT_EQ(get("/api/v1/public/catalog", "").status, 200) << "another route has a count of its own";
  for (int i = 0; i < 10; ++i) EXPECT_EQ(get("/healthz", "").status, 200) << "whoever watches is not counted";
  now_ += std::chrono::seconds{40};
  EXPECT_LT(report(4).status, 300);
}

TEST_F(RateLimitsTest, AnAccountIsSlowedDownAloneAndByRoute) {
  context_.settings.rates.reads = 2;
  context_.settings.rates.changes = 1;
  for (int i = 0; i < 2; ++i) EXPECT_EQ(get("/api/v1/work-orders", operator_).status, 200);
  EXPECT_EQ(get("/api/v1/work-orders", operator_).status, 429);
  EXPECT_EQ(get("/api/v1/reports", operator_).status, 200);
  EXPECT_EQ(get("/api/v1/work-orders", dispatcher_).status, 200);
  const Json call{{"channel", "hotline"}, {"fault_kind", "HP-NOHEAT"}, {"description", "cold"}};
  EXPECT_EQ(post("/api/v1/reports", call, operator_, key(1)).status, 201);
  EXPECT_EQ(post("/api/v1/reports", call, operator_, key(2)).status, 429);
}

TEST_F(RateLimitsTest, EveryAnswerSaysHowItStands) {
  context_.settings.rates = {.reads = 3, .changes = 2, .everybody = 5};
  const auto catalog = [&] { return get("/api/v1/public/catalog", ""); };
  auto got = catalog();
  EXPECT_EQ(got.header("RateLimit-Policy"), "\"everybody\";q=5;w=60");
  EXPECT_EQ(got.header("RateLimit"), "\"everybody\";r=4;t=60");
  now_ += std::chrono::seconds{25};
  EXPECT_EQ(catalog().header("RateLimit"), "\"everybody\";r=3;t=35");

  got = get("/api/v1/work-orders", operator_);
  EXPECT_EQ(got.header("RateLimit-Policy"), "\"reads\";q=3;w=60");
  EXPECT_EQ(got.header("RateLimit"), "\"reads\";r=2;t=60") << "a minute of its own";
  // What is refused for another reason counts as well, and says so.
  got = post("/api/v1/reports", Json::object(), operator_, key(1));
  EXPECT_EQ(got.status, 422);
  EXPECT_EQ(got.header("RateLimit-Policy"), "\"changes\";q=2;w=60");
  EXPECT_EQ(got.header("RateLimit"), "\"changes\";r=1;t=60");
  EXPECT_EQ(get("/api/v1/work-orders", "").header("RateLimit"), "") << "401 is not counted";
  EXPECT_EQ(get("/healthz", "").header("RateLimit"), "");
  context_.settings.rates.reads = 0;
  EXPECT_EQ(get("/api/v1/work-orders", operator_).header("RateLimit-Policy"), "") << "no limit, none told";
}

TEST_F(RateLimitsTest, WhoeverIsRefusedKnowsWhenItBeginsAnew) {
  context_.settings.rates.reads = 1;
  EXPECT_EQ(get("/api/v1/work-orders", operator_).header("RateLimit"), "\"reads\";r=0;t=60");
  now_ += std::chrono::seconds{59};
  const auto refused = get("/api/v1/work-orders", operator_);
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.header("RateLimit"), "\"reads\";r=0;t=1");
  EXPECT_EQ(refused.header("Retry-After"), "1");
  now_ += std::chrono::seconds{1};
  EXPECT_EQ(get("/api/v1/work-orders", operator_).header("RateLimit"), "\"reads\";r=0;t=60");
}

// Several minutes, one after the other: what is left falls by one, and is whole again with each new minute.
TEST(RateLimits, WindowsFollowOneAnother) {
  RateLimits limits;
  const RateLimits::Limits few{.reads = 3, .changes = 1, .everybody = 2};
  models::Actor known;
  known.account = models::AccountId{7};
  const auto nobody = models::Actor::anonymous();
  const auto start = support::monday_morning();
  struct Row {
    int at;  ///< seconds since the start
    bool token;
    http::Method method;
    std::string policy;
    int left, seconds;
    bool refused;
  };
  using enum http::Method;
  const Row rows[] = {
      {0, false, get, "everybody", 1, 60, false},  {0, true, get, "reads", 2, 60, false},
      {10, true, head, "reads", 2, 60, false},     {10, false, get, "everybody", 0, 50, false},
      {20, false, get, "everybody", 0, 40, true},  {20, true, post, "changes", 0, 60, false},
      {30, true, post, "changes", 0, 50, true},    {30, true, get, "reads", 1, 30, false},
      {59, false, get, "everybody", 0, 1, true},   {60, false, get, "everybody", 1, 60, false},
      {79, true, post, "changes", 0, 1, true},     {80, true, post, "changes", 0, 60, false},
      {119, false, get, "everybody", 0, 1, false}, {120, false, get, "everybody", 1, 60, false},
      {500, false, get, "everybody", 1, 60, false}};
  for (const auto& row : rows) {
    const auto standing = limits.count(few, row.token ? known : nobody, "10.0.0.9", row.method, "/x",
                                       start + std::chrono::seconds{row.at});
    const auto where = std::to_string(row.at) + " " + row.policy;
    EXPECT_EQ(standing.policy, row.policy) << where;
    EXPECT_EQ(standing.left, row.left) << where;
    EXPECT_EQ(standing.seconds, row.seconds) << where;
    EXPECT_EQ(standing.refused, row.refused) << where;
  }
}

TEST(RateLimits, CountsAreBoundedAndClocksMayGoBack) {
  RateLimits limits;
  RateLimits::Limits few;
  few.everybody = 1;
  few.entries = 10;
  const auto nobody = models::Actor::anonymous();
  auto now = support::monday_morning();
  const auto ask = [&](const std::string& address) {
    return limits.count(few, nobody, address, http::Method::post, "/x", now);
  };
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(ask(std::to_string(i)).refused);
  EXPECT_FALSE(ask("a").refused);
  EXPECT_TRUE(ask("a").refused);
  EXPECT_EQ(ask("a").seconds, 60);
  now -= std::chrono::hours{1};
  EXPECT_FALSE(ask("a").refused) << "a clock that was set back shuts nobody out";
  few.everybody = 0;
  EXPECT_FALSE(ask("a").refused);
}

TEST_F(RateLimitsTest, SeveralServersCountTogether) {
  RateLimits here, there;
  RateLimits::Limits limits;
  limits.everybody = 100;
  const auto ask = [&](RateLimits& at, RateLimits& other) {
    const auto standing =
        at.count(limits, models::Actor::anonymous(), "10.0.0.1", http::Method::get, "/route", now_);
    if (standing.to_tell > 0) other.heard(standing.key, standing.to_tell, now_);
    return !standing.refused;
  };
  int taken = 0;
  for (int i = 0; i < 200; ++i) taken += ask(here, there) + ask(there, here);
  EXPECT_GE(taken, 100);
  EXPECT_LE(taken, 110) << "each server may be a tenth of the limit ahead of what it told";
  now_ += std::chrono::seconds{60};
  EXPECT_TRUE(ask(there, here));
}

TEST_F(RateLimitsTest, WhatAnotherServerTellsIsHeardAndNonsenseIsNot) {
  context_.settings.rates.everybody = 3;
  api::hear(context_, "requests 3 @127.0.0.1|" + std::to_string(static_cast<int>(http::Method::get)) +
                          "/api/v1/public/catalog");
  EXPECT_EQ(get("/api/v1/public/catalog", "").status, 429);
  for (const std::string message :
       {"requests", "requests x y", "account_changed", "account_changed x", "session_ended", "sign_in_wrong",
        "sign_in_right", "of another program", " "})
    api::hear(context_, message);
  EXPECT_EQ(get("/api/v1/me", operator_).status, 200);
}

TEST_F(RateLimitsTest, AnAccountChangedElsewhereIsReadAnew) {
  ASSERT_EQ(get("/api/v1/me", operator_).status, 200);
  database_->write_now([&](models::Transaction& tx) {
    auto account = *tx.accounts().find(town_.operator_.account);
    account.disabled = true;
    tx.accounts().update(account);
    return true;
  });
  EXPECT_EQ(get("/api/v1/me", operator_).status, 200) << "remembered";
  api::hear(context_, "account_changed " + town_.operator_.account.text());
  EXPECT_EQ(get("/api/v1/me", operator_).status, 401);
}

}  // namespace
