#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "server/replay/api_client.h"
#include "server/replay/codec_replay.h"
#include "server/replay/measures.h"
#include "server/replay/replay.h"
#include "server/replay/table.h"

namespace {
using testing::HasSubstr;
}

TEST(Percentile, IsTheNearestRank) {
  EXPECT_EQ(replay::percentile({}, 0.5), 0);
  EXPECT_EQ(replay::percentile({7}, 0.99), 7);
  std::vector<float> values;
  for (int i = 100; i >= 1; --i) values.push_back(static_cast<float>(i));
  EXPECT_EQ(replay::percentile(values, 0.5), 50);
  EXPECT_EQ(replay::percentile(values, 0.99), 99);
  EXPECT_EQ(replay::percentile(values, 1), 100);
}

TEST(Measures, SettingUpAndCheckingAreNoReplay) {
  replay::Measures measures;
  measures.add(replay::RequestKind::report, std::chrono::milliseconds{5});
  measures.add(replay::RequestKind::check, std::chrono::milliseconds{50});
  measures.add(replay::RequestKind::sign_in, std::chrono::milliseconds{50});
  EXPECT_EQ(measures.all(), std::vector<float>{5});
}

TEST(PromiseOf, CountsSimulatedTimeAgainstARealDeadline) {
  replay::SeenOrder order;
  order.state = "closed";
  order.resolve_limit = models::Duration{3600};
  order.received_at = models::from_unix(1000);
  order.resolved_at = models::from_unix(1010);
  EXPECT_EQ(replay::promise_of(order, 1), replay::Promise::kept);
  EXPECT_EQ(replay::promise_of(order, 300), replay::Promise::kept);
  EXPECT_EQ(replay::promise_of(order, 400), replay::Promise::missed);
  order.breached = true;
  EXPECT_EQ(replay::promise_of(order, 1), replay::Promise::missed);
  order.resolved_at.reset();
  EXPECT_EQ(replay::promise_of(order, 1), replay::Promise::missed);
  order.breached = false;
  EXPECT_EQ(replay::promise_of(order, 1), replay::Promise::open);
  order.state = "cancelled";
  EXPECT_EQ(replay::promise_of(order, 1), replay::Promise::none);
}

TEST(CodecReplay, ProblemsAreToldWithTheirFields) {
  EXPECT_EQ(replay::problem_of(R"({"detail":"no","errors":[{"field":"a","detail":"b"}]})"), "no [a: b]");
  EXPECT_EQ(replay::problem_of("<html>"), "<html>");
  EXPECT_EQ(replay::problem_of(R"({"detail":7})"), R"({"detail":7})");
}

TEST(CodecReplay, AnUnexpectedAnswerIsAnError) {
  EXPECT_THROW((void)replay::parse_order("{}"), replay::AnswerError);
  EXPECT_THROW((void)replay::parse_reports("not json"), replay::AnswerError);
  EXPECT_THROW((void)replay::parse_events(R"({"items":[{"id":"x","kind":"a"}]})"), replay::AnswerError);
}

TEST(RunReplay, WrongOptionsAreUsage) {
  const auto code_of = [](const replay::ReplayOptions& options) {
    std::ostringstream out, err;
    const int code = replay::run_replay(options, out, err);
    EXPECT_FALSE(err.str().empty());
    EXPECT_TRUE(out.str().empty());
    return code;
  };
  replay::ReplayOptions options;
  EXPECT_EQ(code_of(options), replay::exit_usage);
  options.file = "x.csv";
  options.winter_week = true;
  EXPECT_EQ(code_of(options), replay::exit_usage);
  options.winter_week = false;
  EXPECT_EQ(code_of(options), replay::exit_usage) << "no such file";
  options.file.clear();
  options.winter_week = true;
  options.url = "https://example.org";
  EXPECT_EQ(code_of(options), replay::exit_usage);
}
