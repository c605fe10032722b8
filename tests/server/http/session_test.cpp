#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <stdexcept>

#include "tests/server/http/support.h"

namespace {

using boost::asio::awaitable;
using http::Method;
using http::Request;
using http::Response;
using http_test::eventually;
using http_test::RawClient;
using http_test::Server;
using std::chrono::milliseconds;

const std::string get_root = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

void add_echo(Server& server) {
  const auto echo = [](Request& request) -> awaitable<Response> {
    co_return Response::text(200, request.target + ":" + request.body);
  };
  server.router().add(Method::get, "/", echo);
  server.router().add(Method::post, "/", echo);
}

TEST(Session, KeepsTheConnectionAndNamesEachRequest) {
  Server server;
  add_echo(server);
  server.start();
  RawClient client{server.port()};
  std::set<std::string> ids;
  for (int i = 0; i < 50; ++i) {
    client.send("POST /?n=" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
    const std::string answer = client.read_response();
    EXPECT_EQ(http_test::body_of(answer), "/?n=" + std::to_string(i) + ":abc");
    EXPECT_EQ(http_test::header_of(answer, "Server"), "");
    EXPECT_TRUE(http_test::header_of(answer, "Date").ends_with(" GMT"));
    ids.insert(http_test::header_of(answer, "X-Request-Id"));
  }
  EXPECT_EQ(ids.size(), 50u);
  EXPECT_FALSE(ids.contains(""));
  EXPECT_EQ(server.counters().connections_total, 1u);
  EXPECT_EQ(server.counters().requests_total, 50u);
}

TEST(Session, AnswersPipelinedRequestsInOrder) {
  http::Limits limits;
  limits.pipelined_requests = 4;
  Server server{limits};
  add_echo(server);
  server.start();
  RawClient client{server.port()};
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    bytes += "POST /?n=" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\nContent-Length: 400\r\n\r\n" +
             std::string(400, static_cast<char>('a' + i % 26));
  }
  std::thread sender{[&] { client.send(bytes); }};
  for (int i = 0; i < 300; ++i) {
    const std::string expected =
        "/?n=" + std::to_string(i) + ":" + std::string(400, static_cast<char>('a' + i % 26));
    EXPECT_EQ(http_test::body_of(client.read_response()), expected);
  }
  sender.join();
}

TEST(Session, ClosesWhenAsked) {
  Server server;
  add_echo(server);
  server.start();
  const std::vector<std::string> closing{"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                                         "GET / HTTP/1.0\r\n\r\n", "GET / HTTP/1.0\r\nHost: a\r\n\r\n"};
  for (const std::string& bytes : closing) {
    RawClient client{server.port()};
    client.send(bytes + get_root);
    ASSERT_TRUE(client.read_to_end());
    EXPECT_EQ(http_test::count_of(client.received(), "HTTP/1.1 200"), 1u);
    EXPECT_EQ(http_test::header_of(client.received(), "Connection"), "close");
  }
  RawClient old{server.port()};
  old.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(http_test::header_of(old.read_response(), "Connection"), "keep-alive");
  old.send("GET / HTTP/1.0\r\n\r\n");
  EXPECT_EQ(http_test::status_of(old.read_response()), 200);
}

TEST(Session, AsksForTheBodyWhenTheClientWaits) {
  Server server;
  add_echo(server);
  server.start();
  RawClient client{server.port()};
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  ASSERT_TRUE(client.read_until("HTTP/1.1 100 Continue\r\n\r\n"));
  EXPECT_EQ(http_test::status_of(client.read_response()), 100);
  client.send("abc");
  EXPECT_EQ(http_test::body_of(client.read_response()), "/:abc");
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(http_test::status_of(client.read_response()), 413) << "the body was not asked for";
}

TEST(Session, HidesWhatAnExceptionSays) {
  std::string logged;
  http::Hooks hooks;
  hooks.on_failure = [&](const Request& request, const std::string& what) {
    logged = request.request_id + " " + what;
  };
  Server server{{}, hooks};
  add_echo(server);
  server.router().add(Method::get, "/throw", [](Request&) -> awaitable<Response> {
    throw std::runtime_error{"secret"};
    co_return Response::empty(200);
  });
  server.router().add(Method::get, "/number", [](Request&) -> awaitable<Response> {
    throw 7;
    co_return Response::empty(200);
  });
  server.router().add(Method::get, "/split", [](Request&) -> awaitable<Response> {
    Response response = Response::empty(200);
    response.header("Location", "/\r\nSet-Cookie: a=b");
    co_return response;
  });
  server.start();
  RawClient client{server.port()};
  client.send("GET /throw HTTP/1.1\r\nHost: a\r\n\r\n");
  const std::string answer = client.read_response();
  EXPECT_EQ(http_test::status_of(answer), 500);
  EXPECT_EQ(answer.find("secret"), std::string::npos);
  EXPECT_EQ(logged, http_test::header_of(answer, "X-Request-Id") + " secret");
  for (const std::string path : {"/number", "/split"}) {
    client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
    const std::string failed = client.read_response();
    EXPECT_EQ(http_test::status_of(failed), 500) << path;
    EXPECT_EQ(failed.find("Set-Cookie"), std::string::npos);
  }
  client.send(get_root);
  EXPECT_EQ(http_test::status_of(client.read_response()), 200) << "the connection goes on";
  EXPECT_EQ(server.counters().failures_total, 3u);
}

TEST(Session, TellsTheHooksOfEachExchange) {
  std::atomic<int> exchanges{0};
  std::string seen;
  http::Hooks hooks;
  hooks.on_exchange = [&](const http::Exchange& exchange) {
    seen = exchange.request.remote_address + " " + std::string{exchange.request.route} + " " +
           std::to_string(exchange.status);
    ++exchanges;
  };
  Server server{{}, hooks};
  add_echo(server);
  server.start();
  RawClient client{server.port()};
  client.send(get_root);
  client.read_response();
  EXPECT_EQ(exchanges, 1);
  EXPECT_EQ(seen, "127.0.0.1 / 200");
}

class Count final : public http::BodyProducer {
 public:
  Count(int pieces, bool fails) : pieces_(pieces), fails_(fails) {}
  awaitable<bool> next(std::string& piece) override {
    co_await http_test::pause(milliseconds{1});
    if (at_ == pieces_ && fails_) throw std::runtime_error{"the source broke"};
    if (at_ == pieces_) co_return false;
    piece = "piece " + std::to_string(at_++) + "\n";
    co_return true;
  }

 private:
  const int pieces_;
  const bool fails_;
  int at_ = 0;
};

TEST(Session, SendsProducedBodiesInChunks) {
  http::Hooks hooks;
  hooks.on_failure = [](const Request&, const std::string&) {};
  Server server{{}, hooks};
  for (const bool fails : {false, true}) {
    server.router().add(Method::get, fails ? "/broken" : "/whole", [fails](Request&) -> awaitable<Response> {
      Response response = Response::text(200, "");
      response.producer = std::make_shared<Count>(20, fails);
      co_return response;
    });
  }
  server.start();
  http::ClientRequest request{Method::get, "/whole"};
  const http::ClientResponse whole = http::fetch("127.0.0.1", server.port(), request);
  EXPECT_TRUE(whole.body.starts_with("piece 0\npiece 1\n"));
  EXPECT_TRUE(whole.body.ends_with("piece 19\n"));
  request.target = "/broken";
  EXPECT_THROW(http::fetch("127.0.0.1", server.port(), request), std::exception)
      << "half a body passed for whole";
  RawClient old{server.port()};
  old.send("GET /whole HTTP/1.0\r\n\r\n");
  ASSERT_TRUE(old.read_to_end());
  EXPECT_EQ(http_test::body_of(old.received()), whole.body);
  EXPECT_EQ(http_test::header_of(old.received(), "Transfer-Encoding"), "");
}

TEST(Session, SurvivesClientsThatVanish) {
  Server server;
  add_echo(server);
  server.router().add(Method::get, "/slow", [](Request&) -> awaitable<Response> {
    co_await http_test::pause(milliseconds{20});
    co_return Response::text(200, std::string(1'000'000, 'x'));
  });
  server.start();
  const std::vector<std::string> beginnings{"", "GET",
                                            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\nabc",
                                            "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n"};
  for (int round = 0; round < 10; ++round) {
    for (const std::string& bytes : beginnings) {
      RawClient client{server.port()};
      client.send(bytes);
    }
  }
  EXPECT_TRUE(eventually([&] { return server.counters().connections_now == 0; }));
  EXPECT_EQ(server.counters().in_flight_now, 0u);
  EXPECT_EQ(server.counters().buffered_body_bytes_now, 0u);
  EXPECT_EQ(http::fetch("127.0.0.1", server.port(), {}).status, 200);
}

TEST(Stop, LetsARunningRequestFinishAndEndsTheIdle) {
  std::atomic<bool> go{false};  // before the server, whose handler may look at it to the end
  Server server;
  add_echo(server);
  server.router().add(Method::get, "/hold", [&](Request&) -> awaitable<Response> {
    while (!go) co_await http_test::pause(milliseconds{5});
    co_return Response::text(200, "finished");
  });
  server.start();
  RawClient idle{server.port()};
  idle.send(get_root);
  idle.read_response();
  RawClient running{server.port()};
  running.send("GET /hold HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_TRUE(eventually([&] { return server.counters().in_flight_now == 1; }));
  const std::uint16_t port = server.port();
  server.begin_stop();
  EXPECT_TRUE(idle.read_to_end()) << "an idle connection is closed at once";
  EXPECT_TRUE(eventually([&] {
    try {
      RawClient late{port};
      return false;
    } catch (const std::exception&) {
      return true;
    }
  })) << "still accepting";
  EXPECT_FALSE(server.stopped());
  go = true;
  const std::string answer = running.read_response();
  EXPECT_EQ(http_test::body_of(answer), "finished");
  EXPECT_EQ(http_test::header_of(answer, "Connection"), "close");
  server.wait_stopped();
  EXPECT_EQ(server.counters().connections_now, 0u);
}

TEST(Stop, CutsWhatOutlastsTheGrace) {
  std::atomic<bool> go{false};  // before the server, whose handler may look at it to the end
  Server server;
  server.router().add(Method::get, "/hold", [&](Request&) -> awaitable<Response> {
    while (!go) co_await http_test::pause(milliseconds{5});
    co_return Response::text(200, "late");
  });
  server.start();
  RawClient running{server.port()};
  running.send("GET /hold HTTP/1.1\r\nHost: a\r\n\r\n");
  RawClient sending{server.port()};
  sending.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\nabc");
  ASSERT_TRUE(eventually([&] { return server.counters().requests_total == 2; }));
  server.begin_stop(milliseconds{100});
  EXPECT_TRUE(running.read_to_end());
  EXPECT_TRUE(sending.read_to_end());
  EXPECT_EQ(running.received(), "");
  server.wait_stopped();
  go = true;
}

TEST(Session, AnswersManyAtOnceOnSeveralThreads) {
  Server server{{}, {}, 4};
  add_echo(server);
  server.start();
  constexpr int clients = 8;
  std::vector<std::thread> threads;
  threads.reserve(clients);
  std::atomic<int> right{0};
  for (int t = 0; t < clients; ++t) {
    threads.emplace_back([&, t] {
      RawClient client{server.port()};
      for (int i = 0; i < 100; ++i) {
        const std::string name = std::to_string(t) + "-" + std::to_string(i);
        client.send("GET /?" + name + " HTTP/1.1\r\nHost: a\r\n\r\n");
        if (http_test::body_of(client.read_response()) == "/?" + name + ":") ++right;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, 800);
}

}  // namespace
