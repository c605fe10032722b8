// Every limit is tried at its edge; the time budgets are made short so that the tests are.
#include <gtest/gtest.h>

#include <atomic>

#include "tests/server/http/support.h"

namespace {

using boost::asio::awaitable;
using http::Limits;
using http::Method;
using http::Request;
using http::Response;
using http_test::eventually;
using http_test::RawClient;
using http_test::Server;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

void add_echo(Server& server) {
  const auto echo = [](Request& request) -> awaitable<Response> {
    co_return Response::text(200, std::to_string(request.body.size()));
  };
  for (const Method method : {Method::get, Method::post}) server.router().add(method, "/", echo);
  server.router().add(Method::post, "/photos", echo);
  server.start();
}

std::string post(const std::string& path, const std::string& fields, const std::string& body) {
  return "POST " + path + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n" + body;
}

std::string counted(const std::string& path, std::size_t size) {
  return post(path, "Content-Length: " + std::to_string(size) + "\r\n", std::string(size, 'x'));
}

std::string chunked(const std::string& path, std::size_t size, std::size_t chunk) {
  std::string body;
  char line[32];
  for (std::size_t at = 0; at < size; at += chunk) {
    const std::size_t piece = std::min(chunk, size - at);
    std::snprintf(line, sizeof line, "%zx\r\n", piece);
    body += line + std::string(piece, 'x') + "\r\n";
  }
  return post(path, "Transfer-Encoding: chunked\r\n", body + "0\r\n\r\n");
}

std::string ask(Server& server, const std::string& bytes) {
  RawClient client{server.port()};
  client.send(bytes);
  return client.read_response();
}

TEST(BodyLimit, TakesTheLastByteAndNotOneMore) {
  Limits limits;
  limits.body_bytes = 100'000;
  limits.body_limit = [](Method method, std::string_view path) -> std::optional<std::size_t> {
    if (method == Method::post && path == "/photos") return 300'000;
    return std::nullopt;
  };
  Server server{limits};
  add_echo(server);
  for (const auto& [path, limit] :
       {std::pair<std::string, std::size_t>{"/", 100'000}, {"/photos", 300'000}}) {
    EXPECT_EQ(http_test::body_of(ask(server, counted(path, limit))), std::to_string(limit));
    EXPECT_EQ(http_test::status_of(ask(server, counted(path, limit + 1))), 413);
    EXPECT_EQ(http_test::body_of(ask(server, chunked(path, limit, 1000))), std::to_string(limit));
    EXPECT_EQ(http_test::status_of(ask(server, chunked(path, limit + 1, 1000))), 413);
  }
  EXPECT_TRUE(eventually([&] { return server.counters().buffered_body_bytes_now == 0; }));
}

TEST(BodyLimit, RefusesByTheLengthBeforeTheBodyComes) {
  Server server;
  add_echo(server);
  RawClient client{server.port()};
  client.send(post("/", "Content-Length: 1048577\r\n", ""));
  ASSERT_TRUE(client.read_to_end()) << "the connection must be closed";
  EXPECT_EQ(http_test::status_of(client.received()), 413);
  EXPECT_EQ(http_test::header_of(client.received(), "Connection"), "close");
}

TEST(BodyLimit, BoundsAllBodiesTogether) {
  Limits limits;
  limits.buffered_body_bytes = 150'000;
  std::atomic<bool> go{false};
  Server server{limits};
  server.router().add(Method::post, "/hold", [&](Request& request) -> awaitable<Response> {
    while (!go) co_await http_test::pause(milliseconds{5});
    co_return Response::text(200, std::to_string(request.body.size()));
  });
  add_echo(server);
  RawClient holder{server.port()};
  holder.send(counted("/hold", 100'000));
  ASSERT_TRUE(eventually([&] { return server.counters().in_flight_now == 1; }));
  const std::string refused = ask(server, counted("/", 60'000));
  EXPECT_EQ(http_test::status_of(refused), 503);
  EXPECT_NE(http_test::header_of(refused, "Retry-After"), "");
  EXPECT_EQ(http_test::status_of(ask(server, counted("/", 10'000))), 200);
  go = true;
  EXPECT_EQ(http_test::body_of(holder.read_response()), "100000");
  EXPECT_TRUE(eventually([&] { return http_test::status_of(ask(server, counted("/", 60'000))) == 200; }))
      << "the memory of the first body was not given back";
}

TEST(HeadLimit, TakesTheLastByteAndNotOneMore) {
  Limits limits;
  limits.header_bytes = 2000;
  limits.target_bytes = 1000;
  limits.header_count = 20;
  Server server{limits};
  add_echo(server);
  const auto padded = [](std::size_t size) {
    const std::string start = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
    return start + std::string(size - start.size() - 4, 'x') + "\r\n\r\n";
  };
  EXPECT_EQ(http_test::status_of(ask(server, padded(2000))), 200);
  EXPECT_EQ(http_test::status_of(ask(server, padded(2001))), 431);
  const auto aimed = [](std::size_t size) {
    return "GET /?" + std::string(size - 2, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n";
  };
  EXPECT_EQ(http_test::status_of(ask(server, aimed(1000))), 200);
  EXPECT_EQ(http_test::status_of(ask(server, aimed(1001))), 414);
  EXPECT_EQ(http_test::status_of(ask(server, aimed(5000))), 414) << "longer than all the head may be";
  const auto many = [](std::size_t count) {
    std::string head = "GET / HTTP/1.1\r\nHost: a\r\n";
    for (std::size_t i = 1; i < count; ++i) head += "X: y\r\n";
    return head + "\r\n";
  };
  EXPECT_EQ(http_test::status_of(ask(server, many(20))), 200);
  EXPECT_EQ(http_test::status_of(ask(server, many(21))), 431);
}

TEST(TimeLimit, CutsAHeadThatDripsIn) {
  Limits limits;
  limits.header_time = milliseconds{400};
  Server server{limits};
  add_echo(server);
  RawClient client{server.port()};
  client.send("GET / HTTP/1.1\r\nHost: a\r\nX: ");
  // Each byte comes well within the budget; all together they do not.
  const auto begun = steady_clock::now();
  while (!client.read_until("\r\n\r\n", milliseconds{20})) {
    client.send("x");
    ASSERT_LT(steady_clock::now() - begun, std::chrono::seconds{20}) << "never cut";
  }
  EXPECT_EQ(http_test::status_of(client.received()), 408);
  EXPECT_EQ(http_test::header_of(client.received(), "Connection"), "close");
  EXPECT_EQ(server.counters().timeouts_total, 1u);
}

TEST(TimeLimit, CutsABodyThatDripsIn) {
  for (const bool in_chunks : {false, true}) {
    Limits limits;
    limits.body_time = milliseconds{400};
    Server server{limits};
    add_echo(server);
    RawClient client{server.port()};
    client.send(post("/", in_chunks ? "Transfer-Encoding: chunked\r\n" : "Content-Length: 100000\r\n", ""));
    const auto begun = steady_clock::now();
    while (!client.read_until("\r\n\r\n", milliseconds{20})) {
      client.send(in_chunks ? "1\r\nx\r\n" : "x");
      ASSERT_LT(steady_clock::now() - begun, std::chrono::seconds{20}) << "never cut";
    }
    EXPECT_EQ(http_test::status_of(client.received()), 408);
  }
}

TEST(TimeLimit, LetsASteadyBodyHaveMoreTime) {
  Limits limits;
  limits.body_time = milliseconds{300};
  limits.body_bytes_per_second = 100;
  Server server{limits};
  add_echo(server);
  RawClient client{server.port()};
  client.send(post("/", "Content-Length: 5000\r\n", std::string(1000, 'x')));
  // Each fifth earns ten seconds; the whole takes longer than the budget alone.
  for (int i = 0; i < 4; ++i) {
    std::this_thread::sleep_for(milliseconds{150});
    client.send(std::string(1000, 'x'));
  }
  EXPECT_EQ(http_test::body_of(client.read_response()), "5000");
}

TEST(TimeLimit, ClosesIdleConnectionsWithoutAWord) {
  Limits limits;
  limits.idle_time = milliseconds{200};
  Server server{limits};
  add_echo(server);
  RawClient used{server.port()};
  used.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(http_test::status_of(used.read_response()), 200);
  EXPECT_TRUE(used.read_to_end());
  EXPECT_EQ(used.received(), "");
  EXPECT_TRUE(eventually([&] { return server.counters().connections_now == 0; }));

  limits.header_time = milliseconds{200};
  Server impatient{limits};
  add_echo(impatient);
  RawClient silent{impatient.port()};
  EXPECT_TRUE(silent.read_to_end());
  EXPECT_EQ(silent.received(), "");
}

TEST(TimeLimit, GivesUpAReaderThatDoesNotRead) {
  Limits limits;
  limits.write_time = milliseconds{300};
  limits.write_bytes_per_second = 1024 * 1024 * 1024;
  Server server{limits};
  server.router().add(Method::get, "/big", [](Request&) -> awaitable<Response> {
    co_return Response::text(200, std::string(32 * 1024 * 1024, 'x'));
  });
  server.start();
  RawClient client{server.port(), 4096};
  client.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(eventually([&] { return server.counters().timeouts_total == 1; }));
  EXPECT_TRUE(eventually([&] { return server.counters().connections_now == 0; }));
}

/// A route that answers once it is let go.
void add_hold(Server& server, std::atomic<bool>& go) {
  server.router().add(Method::get, "/hold", [&go](Request&) -> awaitable<Response> {
    while (!go) co_await http_test::pause(milliseconds{5});
    co_return Response::text(200, "done");
  });
}

TEST(ConnectionLimit, AnswersTheOneTooManyWith503WhileAllOthersAreAnswered) {
  Limits limits;
  limits.connections = 3;
  std::atomic<bool> go{false};
  Server server{limits};
  add_hold(server, go);
  add_echo(server);
  std::vector<std::unique_ptr<RawClient>> held;
  for (int i = 0; i < 3; ++i) {
    held.push_back(std::make_unique<RawClient>(server.port()));
    held.back()->send("GET /hold HTTP/1.1\r\nHost: a\r\n\r\n");
  }
  ASSERT_TRUE(eventually([&] { return server.counters().in_flight_now == 3; }));
  RawClient refused{server.port()};
  refused.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  refused.finish_sending();
  ASSERT_TRUE(refused.read_to_end());
  EXPECT_EQ(http_test::status_of(refused.received()), 503);
  EXPECT_EQ(http_test::header_of(refused.received(), "Retry-After"), "1");
  EXPECT_EQ(http_test::header_of(refused.received(), "Connection"), "close");
  go = true;
  for (const auto& one : held)
    EXPECT_EQ(http_test::status_of(one->read_response()), 200) << "others must not suffer";
  held.pop_back();
  ASSERT_TRUE(eventually([&] { return server.counters().connections_now == 2; }));
  EXPECT_EQ(http_test::status_of(ask(server, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")), 200);
}

TEST(ConnectionLimit, WhoeverOnlyWaitsMakesRoomTheOldestFirst) {
  Limits limits;
  limits.connections = 3;
  std::atomic<bool> go{false};
  Server server{limits};
  add_hold(server, go);
  add_echo(server);
  RawClient busy{server.port()};
  busy.send("GET /hold HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_TRUE(eventually([&] { return server.counters().in_flight_now == 1; }));
  RawClient dripping{server.port()};
  dripping.send("GET / HT");
  ASSERT_TRUE(eventually([&] { return server.counters().connections_now == 2; }));
  RawClient idle{server.port()};
  ASSERT_TRUE(eventually([&] { return server.counters().connections_now == 3; }));
  std::vector<std::unique_ptr<RawClient>> newcomers;
  for (RawClient* given_up : {&dripping, &idle}) {
    newcomers.push_back(std::make_unique<RawClient>(server.port()));
    newcomers.back()->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(http_test::status_of(newcomers.back()->read_response()), 200);
    EXPECT_TRUE(given_up->read_to_end()) << "closed for the newcomer";
  }
  go = true;
  EXPECT_EQ(http_test::body_of(busy.read_response()), "done") << "what is being answered stays";
  EXPECT_EQ(server.counters().connections_refused_total, 0u);
}

TEST(ConnectionLimit, WithoutAnyPlaceEverybodyIsRefused) {
  Limits limits;
  limits.connections = 0;
  Server server{limits};
  add_echo(server);
  RawClient first{server.port()}, second{server.port()};  // the second comes while the first is told
  for (RawClient* one : {&first, &second}) {
    ASSERT_TRUE(one->read_to_end());
    EXPECT_EQ(http_test::status_of(one->received()), 503);
  }
}

TEST(ConnectionLimit, MayBePerAddress) {
  Limits limits;
  limits.connections_per_address = 1;
  limits.refused_connections = 0;
  Server server{limits};
  add_echo(server);
  RawClient first{server.port()};
  ASSERT_TRUE(eventually([&] { return server.counters().connections_now == 1; }));
  RawClient second{server.port()};
  EXPECT_TRUE(second.read_to_end());
  EXPECT_EQ(second.received(), "") << "over the limit of refusals it is closed unheard";
  EXPECT_EQ(server.counters().connections_refused_total, 1u);
}

TEST(InFlightLimit, AnswersTheOneTooManyWith503AndKeepsTheConnection) {
  Limits limits;
  limits.in_flight_requests = 2;
  std::atomic<bool> go{false};
  Server server{limits};
  add_hold(server, go);
  add_echo(server);
  RawClient first{server.port()};
  RawClient second{server.port()};
  first.send("GET /hold HTTP/1.1\r\nHost: a\r\n\r\n");
  second.send("GET /hold HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_TRUE(eventually([&] { return server.counters().in_flight_now == 2; }));
  RawClient third{server.port()};
  third.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  const std::string refused = third.read_response();
  EXPECT_EQ(http_test::status_of(refused), 503);
  EXPECT_EQ(http_test::header_of(refused, "Retry-After"), "1");
  go = true;
  EXPECT_EQ(http_test::body_of(first.read_response()), "done");
  EXPECT_EQ(http_test::body_of(second.read_response()), "done");
  third.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(http_test::status_of(third.read_response()), 200);
}

TEST(InFlightLimit, KeepsPlacesForWhatComesFirst) {
  Limits limits;
  limits.in_flight_requests = 1;
  limits.in_flight_kept_free = 1;
  http::Hooks hooks;
  hooks.comes_first = [](const Request& request) { return request.method == Method::post; };
  std::atomic<bool> go{false};
  Server server{limits, hooks};
  add_hold(server, go);
  add_echo(server);
  RawClient first{server.port()};
  first.send("GET /hold HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_TRUE(eventually([&] { return server.counters().in_flight_now == 1; }));
  EXPECT_EQ(http_test::status_of(ask(server, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")), 503);
  EXPECT_EQ(http_test::status_of(ask(server, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx")),
            200);
  go = true;
  EXPECT_EQ(http_test::body_of(first.read_response()), "done");
}

TEST(InFlightLimit, OneClientHasItsShareOnceHalfOfAllAreTaken) {
  Limits limits;
  limits.in_flight_requests = 4;
  limits.in_flight_per_client = 2;
  http::Hooks hooks;
  hooks.client_of = [](const Request& request) { return std::string(request.query("who").value_or("")); };
  std::atomic<bool> go{false};
  Server server{limits, hooks};
  add_hold(server, go);
  add_echo(server);
  RawClient first{server.port()}, second{server.port()};
  for (RawClient* one : {&first, &second}) one->send("GET /hold?who=a HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_TRUE(eventually([&] { return server.counters().in_flight_now == 2; }));
  EXPECT_EQ(http_test::status_of(ask(server, "GET /?who=a HTTP/1.1\r\nHost: a\r\n\r\n")), 503);
  EXPECT_EQ(http_test::status_of(ask(server, "GET /?who=b HTTP/1.1\r\nHost: a\r\n\r\n")), 200);
  go = true;
  for (RawClient* one : {&first, &second}) EXPECT_EQ(http_test::body_of(one->read_response()), "done");
}

}  // namespace
