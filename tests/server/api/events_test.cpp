#include <boost/asio/executor_work_guard.hpp>
#include <set>

#include "server/http/stream.h"
#include "tests/server/api/fixture.h"

class LiveTest : public ApiTest {
 protected:
  // Everything the stream has to say until `wanted` frames are there or nothing more comes.
  std::vector<http::Frame> take(http::EventStream& stream, std::size_t wanted) {
    std::vector<http::Frame> frames;
    const auto waits =
        boost::asio::make_work_guard(io_);  // for the database, of which the context knows nothing
    for (int i = 0; i < 200 && frames.size() < wanted; ++i) {
      std::vector<http::Frame> more;
      stream.take(more, 1000);
      frames.insert(frames.end(), more.begin(), more.end());
      io_.restart();
      io_.run_for(std::chrono::milliseconds{10});
    }
    return frames;
  }
};

TEST_F(LiveTest, TellsWhatHappensInOrder) {
  const auto got = get("/api/v1/events", supervisor_);
  ASSERT_NE(got.stream, nullptr) << got.body;
  const auto order = open_order();
  const auto expected = count_events(order);
  const auto frames = take(*got.stream, expected + 1);
  ASSERT_GT(frames.size(), expected);
  EXPECT_NE(frames[0].text->find("event: hello"), std::string::npos);
  for (std::size_t i = 1; i < frames.size(); ++i) EXPECT_GE(frames[i].id, frames[i - 1].id);
}

TEST_F(LiveTest, ResumesWithoutGapOrDouble) {
  const auto order = open_order();
  const auto first = get("/api/v1/events?after=0", supervisor_);
  ASSERT_NE(first.stream, nullptr);
  auto seen = take(*first.stream, 3);
  ASSERT_GE(seen.size(), 3u);
  seen.resize(2);
  first.stream->close();
  ASSERT_EQ(post("/api/v1/work-orders/" + order + "/notes", {{"text", "路上"}}, heat_).status, 201);
  const auto second = send({http::Method::get,
                            "/api/v1/events",
                            "",
                            supervisor_,
                            {{"Last-Event-ID", std::to_string(seen.back().id)}}});
  ASSERT_NE(second.stream, nullptr);
  ASSERT_EQ(post("/api/v1/work-orders/" + order + "/notes", {{"text", "到了"}}, heat_).status, 201);
  std::uint64_t last = 0;
  database_->read_now(
      [&](models::Transaction& tx) { last = static_cast<std::uint64_t>(tx.events().last().value); });
  for (const auto& frame : take(*second.stream, last - seen.back().id)) seen.push_back(frame);
  std::set<std::uint64_t> ids;
  for (const auto& frame : seen) EXPECT_TRUE(ids.insert(frame.id).second) << "twice: " << frame.id;
  EXPECT_EQ(ids.size(), last);
  EXPECT_EQ(*ids.begin(), 1u);
  EXPECT_EQ(*ids.rbegin(), last);
}

TEST_F(LiveTest, AnIdFromNowhereIsToldToStartAnew) {
  const auto got = get("/api/v1/events?after=999999", supervisor_);
  ASSERT_NE(got.stream, nullptr);
  const auto frames = take(*got.stream, 1);
  ASSERT_FALSE(frames.empty());
  EXPECT_NE(frames[0].text->find("event: reset"), std::string::npos);
  EXPECT_EQ(get("/api/v1/events?after=x", supervisor_).status, 422);
}

TEST_F(LiveTest, HealthReadinessAndMetricsAnswer) {
  EXPECT_EQ(get("/healthz", "").status, 200);
  EXPECT_EQ(get("/readyz", "").status, 200);
  metrics_.gauge("lamplighter_test", "A value", [] { return 7.0; });
  EXPECT_NE(get("/metrics", "").body.find("lamplighter_test 7"), std::string::npos);
}
