#include "server/api/rate_limits.h"

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

TEST(RateLimits, CountsAreBoundedAndClocksMayGoBack) {
  RateLimits limits;
  RateLimits::Limits few;
  few.everybody = 1;
  few.entries = 10;
  const auto nobody = models::Actor::anonymous();
  auto now = support::monday_morning();
  const auto ask = [&](const std::string& address) {
    return limits.refuse(few, nobody, address, http::Method::post, "/x", now);
  };
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(ask(std::to_string(i)));
  EXPECT_FALSE(ask("a"));
  EXPECT_EQ(ask("a"), 60);
  now -= std::chrono::hours{1};
  EXPECT_FALSE(ask("a")) << "a clock that was set back shuts nobody out";
  few.everybody = 0;
  EXPECT_FALSE(ask("a"));
}

}  // namespace
