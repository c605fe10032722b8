#include "server/http/client.h"

#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/system_error.hpp>

#include "tests/server/http/support.h"

namespace {

namespace asio = boost::asio;
using asio::awaitable;
using http::Client;
using http::ClientRequest;
using http::ClientResponse;
using http::Method;
using http::Request;
using http::Response;
using http_test::Server;
using std::chrono::milliseconds;

void add_echo(Server& server) {
  const auto echo = [](Request& request) -> awaitable<Response> {
    Response response = Response::text(200, request.method_name + " " + request.target + " " + request.body);
    response.header("X-Seen", request.header("X-Sent").value_or("nothing"));
    co_return response;
  };
  for (const Method method : {Method::get, Method::post, Method::put, Method::patch, Method::delete_}) {
    server.router().add(method, "/echo", echo);
  }
}

TEST(Url, IsTakenApart) {
  const auto url = http::parse_url("http://127.0.0.1:8080/a/b?c=d");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->host, "127.0.0.1");
  EXPECT_EQ(url->port, 8080);
  EXPECT_EQ(url->target, "/a/b?c=d");
  EXPECT_EQ(http::parse_url("http://localhost")->port, 80);
  EXPECT_EQ(http::parse_url("http://localhost")->target, "/");
  EXPECT_EQ(http::parse_url("http://localhost?x=1")->target, "/?x=1");
  EXPECT_EQ(http::parse_url("http://[::1]:9/")->host, "::1");
  for (const char* bad : {"", "localhost:80", "https://a/", "http://", "http://:80/", "http://a:99999/",
                          "http://a:0/", "http://u:p@a/", "http://a b/"}) {
    EXPECT_FALSE(http::parse_url(bad)) << bad;
  }
}

TEST(Fetch, SendsEveryPartOfARequest) {
  Server server;
  add_echo(server);
  server.start();
  ClientRequest request{Method::patch, "/echo?a=b"};
  request.body = "body";
  request.headers.emplace_back("X-Sent", "yes");
  const ClientResponse response = http::fetch("127.0.0.1", server.port(), request);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "PATCH /echo?a=b body");
  EXPECT_EQ(response.header("x-seen"), "yes");
  const ClientRequest erase{Method::delete_, "/echo"};
  EXPECT_EQ(http::fetch("localhost", server.port(), erase).body, "DELETE /echo ");
  const ClientRequest head{Method::head, "/echo"};
  EXPECT_EQ(http::fetch("127.0.0.1", server.port(), head).header("Content-Length"), "11");
}

TEST(Fetch, ThrowsWithoutACompleteAnswer) {
  std::uint16_t free_port = 0;
  {
    asio::io_context io_context;
    const asio::ip::tcp::acceptor acceptor{io_context, {asio::ip::address_v4::loopback(), 0}};
    free_port = acceptor.local_endpoint().port();
  }
  EXPECT_THROW(http::fetch("127.0.0.1", free_port, {}), boost::system::system_error);

  Server server;
  server.router().add(Method::get, "/slow", [](Request&) -> awaitable<Response> {
    co_await http_test::pause(milliseconds{400});
    co_return Response::text(200, "late");
  });
  server.router().add(Method::get, "/big", [](Request&) -> awaitable<Response> {
    co_return Response::text(200, std::string(1001, 'x'));
  });
  server.start();
  http::ClientLimits limits;
  limits.request_time = milliseconds{50};
  limits.body_bytes = 1000;
  const ClientRequest slow{Method::get, "/slow"};
  EXPECT_THROW(http::fetch("127.0.0.1", server.port(), slow, limits), boost::system::system_error);
  limits.request_time = milliseconds{10'000};
  const ClientRequest big{Method::get, "/big"};
  EXPECT_THROW(http::fetch("127.0.0.1", server.port(), big, limits), boost::system::system_error);
}

awaitable<void> send_some(Client& client, int count, std::atomic<int>& right) {
  for (int i = 0; i < count; ++i) {
    ClientRequest request{Method::post, "/echo"};
    request.body = std::to_string(i);
    const ClientResponse response = co_await client.request(request);
    if (response.body == "POST /echo " + std::to_string(i)) ++right;
  }
}

TEST(Client, KeepsToItsConnections) {
  Server server;
  add_echo(server);
  server.start();
  asio::io_context io_context;
  http::ClientLimits limits;
  limits.connections = 3;
  Client client{io_context, "127.0.0.1", server.port(), limits};
  std::atomic<int> right{0};
  for (int i = 0; i < 20; ++i) {
    asio::co_spawn(io_context, send_some(client, 10, right), [](const std::exception_ptr& failure) {
      if (failure) std::rethrow_exception(failure);
    });
  }
  std::thread other{[&] { io_context.run(); }};
  io_context.run();
  other.join();
  EXPECT_EQ(right, 200);
  EXPECT_EQ(server.counters().connections_total, 3u);
}

TEST(Client, DoesNotSpendARequestOnAConnectionClosedMeanwhile) {
  http::Limits server_limits;
  server_limits.idle_time = milliseconds{50};
  Server server{server_limits};
  add_echo(server);
  server.start();
  asio::io_context io_context;
  Client client{io_context, "127.0.0.1", server.port()};
  std::atomic<int> right{0};
  for (int round = 1; round <= 3; ++round) {
    asio::co_spawn(io_context, send_some(client, 1, right), [](const std::exception_ptr& failure) {
      if (failure) std::rethrow_exception(failure);
    });
    io_context.run();
    io_context.restart();
    EXPECT_EQ(right, round);
    ASSERT_TRUE(http_test::eventually([&] { return server.counters().connections_now == 0; }));
  }
}

}  // namespace
