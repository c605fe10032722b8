#include "server/http/tls.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "tests/server/http/framing_probes.h"
#include "tests/server/http/support.h"
#include "tests/server/http/tls_client.h"

namespace {

using boost::asio::awaitable;
using http::Method;
using http::Request;
using http::Response;
using http_test::Certificate;
using http_test::RawClient;
using http_test::Server;
using http_test::TlsClient;
using std::chrono::milliseconds;

void add_routes(Server& server) {
  server.router().add(Method::get, "/", [](Request&) -> awaitable<Response> {
    co_return Response::text(200, "hello over TLS");
  });
  server.router().add(Method::post, "/", [](Request& request) -> awaitable<Response> {
    co_return Response::text(200, request.body);
  });
}

const std::string get_root = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

TEST(Tls, AnswersOverBothVersionsAndKeepsTheConnection) {
  const Certificate certificate;
  Server server;
  add_routes(server);
  server.start(std::make_shared<http::Tls>(certificate.files()));
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TlsClient client(server.port(), version);
    client.offer("http/1.1");
    ASSERT_TRUE(client.greet());
    EXPECT_EQ(client.version(), version == TLS1_2_VERSION ? "TLSv1.2" : "TLSv1.3");
    EXPECT_EQ(client.peer(), "first");
    for (int i = 0; i < 20; ++i) ASSERT_TRUE(client.send(get_root));
    EXPECT_EQ(client.read_times("hello over TLS", 20), 20u);
  }
}

TEST(Tls, LargeBodiesGoBothWays) {
  const Certificate certificate;
  Server server;
  add_routes(server);
  server.start(std::make_shared<http::Tls>(certificate.files()));
  TlsClient client(server.port());
  ASSERT_TRUE(client.greet());
  const std::string body(900'000, 'x');
  std::thread sending([&] {
    client.send("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 900000\r\n\r\n" + body);
  });
  sending.join();
  const auto answer = client.read_until("no such text");
  EXPECT_EQ(http_test::body_of(answer), body);
}

TEST(Tls, OldVersionsWeakSuitesOtherProtocolsAndPlainTextAreRefused) {
  const Certificate certificate;
  Server server;
  add_routes(server);
  server.start(std::make_shared<http::Tls>(certificate.files()));
  EXPECT_FALSE(TlsClient(server.port(), TLS1_1_VERSION).greet());
  EXPECT_FALSE(TlsClient(server.port(), TLS1_2_VERSION, "ECDHE-ECDSA-AES128-SHA").greet()) << "no AEAD";
  EXPECT_FALSE(TlsClient(server.port(), TLS1_2_VERSION, "AES128-GCM-SHA256").greet()) << "no forward secrecy";
  TlsClient other(server.port());
  other.offer("h2");
  EXPECT_FALSE(other.greet()) << "only HTTP/1.1 is spoken here";
  RawClient plain(server.port());
  plain.send(get_root);
  EXPECT_TRUE(plain.read_to_end());
  EXPECT_EQ(plain.received().find("HTTP/1.1 200"), std::string::npos);
  TlsClient good(server.port());
  EXPECT_TRUE(good.greet()) << "the others do no harm";
}

// The framing rules stand behind the transport: what is refused in plain is refused here, whoever sends it.
TEST(Tls, WhatCouldBeUnderstoodInTwoWaysIsRefusedAndClosed) {
  const Certificate certificate;
  Server server;
  add_routes(server);
  std::atomic<int> hidden_calls{0};
  server.router().add(Method::get, "/hidden", [&](Request&) -> awaitable<Response> {
    ++hidden_calls;
    co_return Response::text(200, "HIDDEN");
  });
  server.start(std::make_shared<http::Tls>(certificate.files()));
  std::size_t asked = 0;
  for (const auto* probes : {&http_test::framing_probes, &http_test::chunk_probes})
    for (const auto& probe : *probes) {
      TlsClient client(server.port(), asked % 2 == 0 ? TLS1_3_VERSION : TLS1_2_VERSION);
      ASSERT_TRUE(client.greet()) << probe.name;
      client.send(probe.bytes + http_test::hidden);
      const auto answer = client.read_until("no such text");
      EXPECT_TRUE(client.ended()) << probe.name << " is still open";
      EXPECT_EQ(http_test::status_of(answer), probe.status) << probe.name << "\n" << answer;
      EXPECT_EQ(http_test::header_of(answer, "Connection"), "close") << probe.name;
      EXPECT_EQ(http_test::header_of(answer, "Content-Type"), "application/problem+json") << probe.name;
      EXPECT_EQ(http_test::count_of(answer, "HTTP/1.1 "), 1u) << probe.name << "\n" << answer;
      ++asked;
    }
  EXPECT_GE(asked, 27u + 12u);
  EXPECT_EQ(hidden_calls, 0);
  EXPECT_EQ(server.counters().requests_malformed_total, asked);
}

TEST(Tls, ASilentHandshakeIsCutInItsTime) {
  const Certificate certificate;
  http::Limits limits;
  limits.header_time = milliseconds{300};
  Server server(limits);
  add_routes(server);
  server.start(std::make_shared<http::Tls>(certificate.files()));
  RawClient silent(server.port());
  EXPECT_TRUE(silent.read_to_end(milliseconds{5'000})) << "nothing said";
  RawClient half(server.port());
  half.send(std::string("\x16\x03\x01\x02\x00\x01", 6));
  EXPECT_TRUE(half.read_to_end(milliseconds{5'000})) << "half a greeting";
}

TEST(Tls, ANewCertificateIsTakenWithoutARestartAndABrokenOneIsNot) {
  const Certificate certificate;
  Server server;
  add_routes(server);
  server.start(std::make_shared<http::Tls>(certificate.files(), milliseconds{0}));
  TlsClient before(server.port());
  ASSERT_TRUE(before.greet());
  EXPECT_EQ(before.peer(), "first");
  const auto touch = [&](int seconds) {
    for (const auto& file : {certificate.files().certificate, certificate.files().key})
      std::filesystem::last_write_time(
          file, std::filesystem::file_time_type::clock::now() + std::chrono::seconds{seconds});
  };
  certificate.renew("second");
  touch(5);
  TlsClient after(server.port());
  ASSERT_TRUE(after.greet());
  EXPECT_EQ(after.peer(), "second");
  ASSERT_TRUE(before.send(get_root)) << "who was there before goes on";
  EXPECT_NE(before.read_until("hello over TLS").find("200"), std::string::npos);

  std::ofstream(certificate.files().certificate) << "no certificate";
  touch(10);
  TlsClient still(server.port());
  ASSERT_TRUE(still.greet());
  EXPECT_EQ(still.peer(), "second");
}

TEST(Tls, FilesThatDoNotBelongTogetherAreRefusedAtTheStart) {
  const Certificate one, other;
  EXPECT_THROW(http::Tls({one.files().certificate, other.files().key}), std::runtime_error);
  EXPECT_THROW(http::Tls({"/nowhere/certificate.pem", one.files().key}), std::runtime_error);
  EXPECT_THROW(http::Tls({one.files().certificate, one.files().certificate}), std::runtime_error);
}

}  // namespace
