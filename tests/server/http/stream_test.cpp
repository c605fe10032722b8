#include "server/http/stream.h"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <random>
#include <thread>

#include "tests/server/http/support.h"
#include "tests/server/http/tls_client.h"

namespace {

using boost::asio::awaitable;
using http::EventStream;
using http::make_frame;
using http::Method;
using http::Request;
using http::Response;
using http_test::eventually;
using http_test::RawClient;
using http_test::Server;
using std::chrono::milliseconds;

TEST(Frame, IsFormattedAsEventStreamsAre) {
  EXPECT_EQ(*make_frame(7, "report_received", "{\"a\":1}").text,
            "id: 7\nevent: report_received\ndata: {\"a\":1}\n\n");
  EXPECT_EQ(*make_frame(0, "", "a\nb\r\nc\rd").text, "data: a\ndata: b\ndata: c\ndata: d\n\n");
  EXPECT_EQ(*make_frame(1, "x\ndata: y", "z").text, "id: 1\nevent: xdata: y\ndata: z\n\n");
}

std::vector<std::uint64_t> take_ids(EventStream& stream) {
  std::vector<http::Frame> frames;
  std::vector<std::uint64_t> ids;
  while (stream.take(frames, 3) && !frames.empty()) {
    for (const http::Frame& frame : frames) ids.push_back(frame.id);
  }
  return ids;
}

TEST(EventStream, PutsThePastFirstAndRepeatsNothing) {
  EventStream stream;
  EXPECT_TRUE(stream.push(5, "e", "live, and part of the past"));
  EXPECT_TRUE(stream.push(6, "e", "live"));
  stream.prime({make_frame(3, "e", ""), make_frame(4, "e", ""), make_frame(5, "e", "")});
  EXPECT_TRUE(stream.push(6, "e", "again"));
  EXPECT_TRUE(stream.push(7, "e", "live"));
  EXPECT_EQ(take_ids(stream), (std::vector<std::uint64_t>{3, 4, 5, 6, 7}));
  EXPECT_TRUE(stream.push(2, "e", "late"));
  EXPECT_TRUE(stream.push(0, "e", "without id"));
  EXPECT_EQ(take_ids(stream), (std::vector<std::uint64_t>{0}));
}

TEST(EventStream, EndsWhenItsQueueIsFull) {
  http::StreamLimits limits;
  limits.queue_frames = 2;
  EventStream stream{limits};
  int ended = 0;
  stream.on_end([&] { ++ended; });
  stream.prime({make_frame(1, "e", ""), make_frame(2, "e", ""), make_frame(3, "e", "")});
  EXPECT_TRUE(stream.push(4, "e", "")) << "the past does not count";
  EXPECT_TRUE(stream.push(5, "e", ""));
  EXPECT_FALSE(stream.push(6, "e", ""));
  EXPECT_TRUE(stream.overflowed());
  EXPECT_FALSE(stream.is_open());
  EXPECT_EQ(ended, 1);
  stream.close();
  stream.on_end([&] { ++ended; });
  EXPECT_EQ(ended, 2) << "told at once when it has ended already";

  limits.queue_frames = 100;
  limits.queue_bytes = 1000;
  EventStream narrow{limits};
  EXPECT_FALSE(narrow.push(1, "e", std::string(1000, 'x')));
}

/// A server whose /events gives every subscriber a stream and keeps them for the test to push to.
class Hub {
 public:
  explicit Hub(http::StreamLimits stream_limits = {}, http::Limits limits = {},
               std::shared_ptr<http::Tls> tls = nullptr)
      : server{std::move(limits)} {
    server.router().add(
        Method::get, "/events", [this, stream_limits](Request& request) -> awaitable<Response> {
          auto stream = std::make_shared<EventStream>(stream_limits);
          stream->on_end([this] { ++ended; });
          {
            const std::lock_guard lock{mutex};
            streams.push_back(stream);
          }
          const std::uint64_t last = std::stoull(std::string{request.header("Last-Event-ID").value_or("0")});
          std::vector<http::Frame> past;
          for (std::uint64_t id = last + 1; last > 0 && id <= newest; ++id)
            past.push_back(make_frame(id, "e", "past"));
          stream->prime(std::move(past));
          co_return Response::events(stream);
        });
    server.start(std::move(tls));
  }

  std::shared_ptr<EventStream> subscribe(RawClient& client, const std::string& fields = "") {
    client.send("GET /events HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n");
    if (!client.read_until("retry: ")) return nullptr;
    const std::lock_guard lock{mutex};
    return streams.back();
  }

  std::atomic<std::uint64_t> newest{0};
  std::atomic<int> ended{0};
  std::mutex mutex;
  std::vector<std::shared_ptr<EventStream>> streams;
  Server server;
};

TEST(Events, ReachTheSubscriberInOrder) {
  Hub hub;
  RawClient client{hub.server.port()};
  const auto stream = hub.subscribe(client);
  ASSERT_TRUE(stream);
  EXPECT_EQ(http_test::status_of(client.received()), 200);
  EXPECT_EQ(http_test::header_of(client.received(), "Content-Type"), "text/event-stream");
  EXPECT_EQ(http_test::header_of(client.received(), "Cache-Control"), "no-store");
  EXPECT_TRUE(eventually([&] { return hub.server.counters().streams_now == 1; }));
  std::string expected;
  for (std::uint64_t id = 1; id <= 500; ++id) {
    expected += *make_frame(id, "e", std::to_string(id)).text;
    ASSERT_TRUE(stream->push(id, "e", std::to_string(id)));
    if (id % 100 == 0) {
      ASSERT_TRUE(client.read_until("id: " + std::to_string(id) + "\n"));
    }
  }
  ASSERT_TRUE(client.read_until("data: 500\n\n"));
  EXPECT_NE(client.received().find(expected), std::string::npos);
  stream->close();
  EXPECT_TRUE(client.read_to_end());
  EXPECT_TRUE(eventually([&] { return hub.server.counters().streams_now == 0; }));
}

TEST(Events, ResumeAfterTheLastOneSeen) {
  Hub hub;
  hub.newest = 5;
  RawClient client{hub.server.port()};
  const auto stream = hub.subscribe(client, "Last-Event-ID: 3\r\n");
  ASSERT_TRUE(stream);
  stream->push(6, "e", "live");
  ASSERT_TRUE(client.read_until("data: live\n\n"));
  const std::string& text = client.received();
  EXPECT_EQ(http_test::count_of(text, "id: "), 3u) << text;
  EXPECT_LT(text.find("id: 4"), text.find("id: 5"));
  EXPECT_LT(text.find("id: 5"), text.find("id: 6"));
}

TEST(Events, BeatWhenNothingHappens) {
  http::StreamLimits limits;
  limits.heartbeat = milliseconds{30};
  Hub hub{limits};
  RawClient client{hub.server.port()};
  ASSERT_TRUE(hub.subscribe(client));
  EXPECT_TRUE(client.read_until(":\n\n:\n\n:\n\n"));
}

TEST(Events, NoticeThatTheClientIsGone) {
  Hub hub;
  {
    RawClient client{hub.server.port()};
    ASSERT_TRUE(hub.subscribe(client));
  }
  EXPECT_TRUE(eventually([&] { return hub.ended == 1; }));
  EXPECT_FALSE(hub.streams.front()->push(1, "e", "x"));
  EXPECT_TRUE(eventually([&] { return hub.server.counters().connections_now == 0; }));
}

TEST(Events, DisconnectASlowReader) {
  http::StreamLimits limits;
  limits.queue_frames = 50;
  Hub hub{limits};
  RawClient slow{hub.server.port(), 4096};
  const auto stream = hub.subscribe(slow);
  RawClient quick{hub.server.port()};
  const auto other = hub.subscribe(quick);
  ASSERT_TRUE(stream && other);
  const std::string data(4000, 'x');
  std::uint64_t id = 0;
  EXPECT_TRUE(eventually([&] {
    if (!stream->push(++id, "e", data)) return true;
    other->push(id, "e", "small");
    quick.read_until("id: " + std::to_string(id) + "\n");
    return false;
  }));
  EXPECT_TRUE(stream->overflowed());
  EXPECT_TRUE(eventually([&] { return hub.server.counters().streams_overflowed_total == 1; }));
  EXPECT_TRUE(eventually([&] { return hub.server.counters().connections_now == 1; }));
  EXPECT_TRUE(other->is_open()) << "the quick reader goes on";
}

http::StreamLimits wide_queue() {
  http::StreamLimits limits;
  limits.queue_frames = 100'000;
  limits.queue_bytes = 100'000'000;
  return limits;
}

// Pushes bursts of frames of all sizes; returns what has to come out.
std::string push_bursts(EventStream& stream, std::mt19937& random) {
  std::string expected;
  for (std::uint64_t id = 1; id <= 1500; ++id) {
    const auto frame = make_frame(id, "e", std::string(random() % (id % 7 == 0 ? 40'000 : 200), 'x'));
    expected += *frame.text;
    stream.push(frame);
    if (random() % 50 == 0) std::this_thread::sleep_for(milliseconds{random() % 3});
  }
  stream.close();
  return expected;
}

// Part of what is sent waits in the socket, part with the connection, part in the queue, all the time.
TEST(Events, ReachAReaderWhoStopsNowAndThenWholeAndInOrder) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  Hub hub{wide_queue()};
  RawClient client{hub.server.port(), 4096};
  const auto stream = hub.subscribe(client);
  ASSERT_TRUE(stream);
  std::string expected;
  std::thread pusher([&] { expected = push_bursts(*stream, random); });
  for (int i = 0; i < 200; ++i) {
    client.read_until("there is no such text", milliseconds{1});
    std::this_thread::sleep_for(milliseconds{1});
  }
  EXPECT_TRUE(client.read_to_end());
  pusher.join();
  const auto& received = client.received();
  const auto body = received.find("id: 1\n");
  ASSERT_NE(body, std::string::npos);
  EXPECT_TRUE(received.substr(body) == expected) << received.size() - body << " of " << expected.size();
}

TEST(Events, ReachAReaderOverTlsWholeAndInOrder) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const http_test::Certificate certificate;
  Hub hub{wide_queue(), {}, std::make_shared<http::Tls>(certificate.files())};
  http_test::TlsClient client{hub.server.port()};
  ASSERT_TRUE(client.greet());
  client.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_TRUE(eventually([&] { return hub.server.counters().streams_now == 1; }));
  std::string expected;
  std::thread pusher([&] { expected = push_bursts(*hub.streams.front(), random); });
  std::this_thread::sleep_for(milliseconds{100});
  const auto received = client.read_until("there is no such text");  // to the end
  pusher.join();
  const auto body = received.find("id: 1\n");
  ASSERT_NE(body, std::string::npos);
  EXPECT_TRUE(received.substr(body) == expected) << received.size() - body << " of " << expected.size();
}

TEST(Events, EndAtOnceWhenTheServerStops) {
  Hub hub;
  RawClient client{hub.server.port()};
  const auto stream = hub.subscribe(client);
  RawClient stuck{hub.server.port(), 4096};
  const auto blocked = hub.subscribe(stuck);
  ASSERT_TRUE(stream && blocked);
  // More than the sockets hold, so that one stream stands in the middle of a write.
  const std::string data(100'000, 'x');
  ASSERT_TRUE(eventually([&] {
    blocked->push(0, "e", data);
    return blocked->overflowed() || !blocked->is_open();
  }));
  hub.server.begin_stop(std::chrono::minutes{1});
  EXPECT_TRUE(client.read_to_end());
  hub.server.wait_stopped();
  EXPECT_FALSE(stream->push(1, "e", "x"));
}

TEST(Events, IgnoreALittleAndRefuseALotFromTheClient) {
  Hub hub;
  RawClient client{hub.server.port()};
  const auto stream = hub.subscribe(client);
  ASSERT_TRUE(stream);
  client.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
  stream->push(1, "e", "after");
  EXPECT_TRUE(client.read_until("data: after\n\n"));
  EXPECT_EQ(http_test::count_of(client.received(), "HTTP/1.1 "), 1u);
  EXPECT_TRUE(eventually([&] {
    client.send(std::string(4096, 'x'));
    return !stream->is_open();
  }));
}

TEST(Events, ArePushedFromManyThreadsAtOnce) {
  http::StreamLimits limits;
  limits.queue_frames = 100'000;
  limits.queue_bytes = 100'000'000;
  Hub hub{limits};
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 5; ++i) {
    clients.push_back(std::make_unique<RawClient>(hub.server.port()));
    ASSERT_TRUE(hub.subscribe(*clients.back()));
  }
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      const http::Frame frame = make_frame(0, "e", "tick");
      for (int i = 0; i < 500; ++i) {
        for (const auto& stream : hub.streams) stream->push(frame);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const auto& stream : hub.streams) stream->close();
  for (const auto& client : clients) {
    EXPECT_TRUE(client->read_to_end());
    EXPECT_EQ(http_test::count_of(client->received(), "data: tick\n\n"), 2000u);
  }
}

}  // namespace
