#include "server/replay/api_client.h"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "server/http/listener.h"

namespace {
namespace asio = boost::asio;
using http::Method;
using http::Request;
using http::Response;
using replay::ApiCall;
using replay::ApiClient;
using replay::ApiReply;
using replay::RequestKind;
using replay::SignedIn;

/// A server that answers as a test says, and the client that speaks with it, on one thread.
struct Wire {
  using Answer = std::function<Response(const Request&, int number)>;

  explicit Wire(Answer answer_, std::size_t connections = 4,
                std::chrono::seconds give_up = std::chrono::seconds{20})
      : answer(std::move(answer_)),
        listener(io, {},
                 [this](Request& request) -> asio::awaitable<Response> {
                   seen.push_back(request.method_name + " " + request.target);
                   keys.emplace_back(request.header("Idempotency-Key").value_or(""));
                   tokens.emplace_back(request.header("Authorization").value_or(""));
                   most_at_once = std::max(most_at_once, ++at_once);
                   asio::steady_timer timer(io, delay);
                   co_await timer.async_wait(asio::use_awaitable);
                   --at_once;
                   co_return answer(request, static_cast<int>(seen.size()));
                 }),
        client(io, url(), connections, give_up, "run1", measures) {}

  http::Url url() {
    listener.listen("127.0.0.1", 0);
    http::Url made;
    made.host = "127.0.0.1";
    made.port = listener.local_port();
    return made;
  }

  /// Sends one call; what was thrown is thrown again.
  ApiReply send(ApiCall call) {
    ApiReply reply;
    std::exception_ptr failure;
    bool ended = false;
    asio::co_spawn(io, client.send(std::move(call)), [&](std::exception_ptr error, ApiReply got) {
      failure = error;
      reply = std::move(got);
      ended = true;
    });
    run_until([&] { return ended; });
    if (failure) std::rethrow_exception(failure);
    return reply;
  }
  void run_until(const std::function<bool()>& done) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds{60};
    while (!done() && std::chrono::steady_clock::now() < limit)
      io.run_one_for(std::chrono::milliseconds{100});
    ASSERT_TRUE(done()) << "it took more than a minute";
  }

  asio::io_context io{1};
  Answer answer;
  std::vector<std::string> seen, keys, tokens;
  std::chrono::milliseconds delay{0};
  int at_once = 0, most_at_once = 0;
  http::Listener listener;
  replay::Measures measures;
  ApiClient client;
};

Response refused(int status) {
  auto response = Response::json(status, R"({"detail":"not now"})");
  response.header("Retry-After", "0");
  return response;
}

ApiCall post() {
  ApiCall call(RequestKind::report, Method::post, "/reports", nullptr);
  call.body = "{}";
  return call;
}

}  // namespace

TEST(ApiClient, EveryTryOfAChangeHasTheSameKeyAndEveryChangeItsOwn) {
  Wire wire([](const Request&, int number) {
    if (number == 1) return refused(503);
    if (number == 2) return refused(429);
    if (number == 3) return refused(507);
    return Response::json(201, "{}");
  });
  const auto reply = wire.send(post());
  EXPECT_EQ(reply.status, 201);
  EXPECT_FALSE(reply.unsure) << "all of these say that nothing was done";
  ASSERT_EQ(wire.keys.size(), 4u);
  EXPECT_FALSE(wire.keys[0].empty());
  for (const auto& key : wire.keys) EXPECT_EQ(key, wire.keys[0]);
  (void)wire.send(post());
  EXPECT_NE(wire.keys.back(), wire.keys[0]);
  EXPECT_EQ(wire.measures.retries(), 3u);
}

TEST(ApiClient, AfterALostAnswerItIsUnsure) {
  Wire wire([](const Request&, int number) {
    if (number == 1) return refused(500);
    return refused(409);
  });
  const auto reply = wire.send(post());
  EXPECT_EQ(reply.status, 409);
  EXPECT_TRUE(reply.unsure);
}

TEST(ApiClient, AConnectionCutInTheMiddleIsTriedAgain) {
  Wire wire([](const Request&, int number) {
    auto response = Response::json(201, number == 1 ? "not all of it" : "{}");
    // Says more than it sends: the client sees a connection that ends too early.
    if (number == 1) {
      response.body.clear();
      class Cut : public http::BodyProducer {
        asio::awaitable<bool> next(std::string&) override {
          throw std::runtime_error("cut on purpose");
          co_return false;
        }
        std::optional<std::uint64_t> content_length() const override { return 100; }
      };
      response.producer = std::make_shared<Cut>();
    }
    return response;
  });
  const auto reply = wire.send(post());
  EXPECT_EQ(reply.status, 201);
  EXPECT_TRUE(reply.unsure);
  ASSERT_EQ(wire.keys.size(), 2u);
  EXPECT_EQ(wire.keys[0], wire.keys[1]);
}

TEST(ApiClient, ReadingNeedsNoKeyAndWrongInputNoSecondTry) {
  Wire wire([](const Request&, int) { return refused(422); });
  const auto reply = wire.send(ApiCall(RequestKind::check, Method::get, "/reports?limit=1", nullptr));
  EXPECT_EQ(reply.status, 422);
  ASSERT_EQ(wire.seen.size(), 1u);
  EXPECT_EQ(wire.seen[0], "GET /api/v1/reports?limit=1");
  EXPECT_EQ(wire.keys[0], "");
}

TEST(ApiClient, SignsInAnewWhenItsSessionIsOver) {
  Wire wire([](const Request& request, int number) {
    if (request.path == "/api/v1/session") return Response::json(201, R"({"token":"fresh"})");
    return number == 1 ? refused(401) : Response::json(200, "{}");
  });
  SignedIn who;
  who.username = "a";
  who.token = "old";
  const auto reply = wire.send(ApiCall(RequestKind::check, Method::get, "/me", &who));
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(who.token, "fresh");
  EXPECT_EQ(wire.tokens.front(), "Bearer old");
  EXPECT_EQ(wire.tokens.back(), "Bearer fresh");
}

TEST(ApiClient, AWrongPasswordIsTold) {
  Wire wire([](const Request&, int) { return refused(401); });
  SignedIn who;
  who.username = "a";
  std::exception_ptr failure;
  bool ended = false;
  asio::co_spawn(wire.io, wire.client.sign_in(who), [&](std::exception_ptr error) {
    failure = error;
    ended = true;
  });
  wire.run_until([&] { return ended; });
  ASSERT_TRUE(failure);
  EXPECT_THROW(std::rethrow_exception(failure), replay::SignInFailed);
}

TEST(ApiClient, AFullPublicDoorIsHandedBack) {
  Wire wire([](const Request&, int) { return refused(429); });
  auto call = post();
  call.may_be_full = true;
  EXPECT_EQ(wire.send(std::move(call)).status, 429);
  EXPECT_EQ(wire.seen.size(), 1u);
}

TEST(ApiClient, GivesUpOnAServerThatNeverRecovers) {
  Wire wire([](const Request&, int) { return refused(503); }, 4, std::chrono::seconds{1});
  EXPECT_THROW((void)wire.send(post()), replay::Unreachable);
  EXPECT_TRUE(wire.client.stopped());
  EXPECT_GT(wire.seen.size(), 1u);
}

TEST(ApiClient, NeverHasMoreRequestsUnderWayThanConnections) {
  Wire wire([](const Request&, int) { return Response::json(201, "{}"); }, 3);
  wire.delay = std::chrono::milliseconds{5};
  int ended = 0;
  for (int i = 0; i < 30; ++i)
    asio::co_spawn(wire.io, wire.client.send(post()), [&](std::exception_ptr error, const ApiReply& reply) {
      EXPECT_FALSE(error);
      EXPECT_EQ(reply.status, 201);
      ++ended;
    });
  wire.run_until([&] { return ended == 30; });
  EXPECT_LE(wire.most_at_once, 3);
}
