#include "server/http/request_head.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "server/http/utf8.h"
#include "tests/server/http/support.h"

namespace {

using http::Framing;
using http::HeadScanner;
using http::Limits;
using http::Request;

const std::vector<std::string> seeds = {
    "GET /api/v1/work-orders/17?state=open&q=%E7%82%B9 HTTP/1.1\r\nHost: a\r\nCookie: a=b\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a:80\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n",
    "POST /x HTTP/1.1\r\nHost: [::1]\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive, te\r\n\r\n",
    "PATCH http://a/b HTTP/1.0\r\nHost: a\r\nConnection: close\r\n\r\n"};

const std::vector<std::string> scraps = {"\r\n",
                                         "\n",
                                         "\r",
                                         " ",
                                         "\t",
                                         ":",
                                         ",",
                                         std::string(1, '\0'),
                                         "\x0b",
                                         "%2e",
                                         "%00",
                                         "/../",
                                         "chunked",
                                         "Host: b\r\n",
                                         "Content-Length: 6\r\n",
                                         "Transfer-Encoding: chunked\r\n",
                                         "HTTP/1.1",
                                         "\xff",
                                         "#",
                                         "*"};

std::string mutate(std::string text, std::mt19937& random) {
  for (unsigned changes = 1 + random() % 4; changes > 0 && !text.empty(); --changes) {
    const std::size_t at = random() % text.size();
    switch (random() % 4) {
      case 0:
        text[at] = static_cast<char>(random());
        break;
      case 1:
        text.erase(at, 1 + random() % 5);
        break;
      case 2:
        text.insert(at, scraps[random() % scraps.size()]);
        break;
      default:
        text.insert(at, text.substr(random() % text.size(), random() % 30));
        break;
    }
  }
  return text;
}

std::size_t count_headers(const Request& request, std::string_view name) {
  std::size_t count = 0;
  for (const http::Field& field : request.headers) count += http::same_name(field.first, name);
  return count;
}

void expect_unambiguous(const std::string& head, const Request& request, const Framing& framing) {
  for (std::size_t at = head.find('\n'); at != std::string::npos; at = head.find('\n', at + 1)) {
    EXPECT_TRUE(at > 0 && head[at - 1] == '\r') << "bare line feed";
  }
  EXPECT_EQ(http_test::count_of(head, "\r\n "), 0u) << "folded line";
  EXPECT_LE(count_headers(request, "Host"), 1u);
  EXPECT_TRUE(framing.http_1_0 || count_headers(request, "Host") == 1u);
  const std::size_t lengths = count_headers(request, "Content-Length");
  const std::size_t codings = count_headers(request, "Transfer-Encoding");
  EXPECT_LE(lengths + codings, 1u);
  EXPECT_EQ(framing.chunked, codings == 1);
  if (codings == 1) {
    EXPECT_TRUE(http::same_name(*request.header("Transfer-Encoding"), "chunked"));
  }
  if (lengths == 1) {
    EXPECT_EQ(request.header("Content-Length")->find_first_not_of("0123456789"), std::string_view::npos);
  }
  for (const std::string& segment : request.segments) {
    EXPECT_TRUE(segment != "." && segment != ".." && segment.find_first_of("/\\") == std::string::npos);
    EXPECT_TRUE(http::is_utf8(segment));
  }
  for (const http::Field& field : request.headers) {
    for (const char c : field.second) EXPECT_TRUE(c == '\t' || (c & 0x7f) >= 0x20 || (c & 0x80) != 0);
  }
}

TEST(Head, AcceptedAfterAnyMutationIsStillUnambiguous) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random{seed};
  const Limits limits;
  int accepted = 0;
  int refused = 0;
  for (int round = 0; round < 20'000 && !testing::Test::HasFailure(); ++round) {
    const std::string bytes = mutate(seeds[random() % seeds.size()], random);
    SCOPED_TRACE(testing::PrintToString(bytes));
    HeadScanner scanner;
    HeadScanner::State state = HeadScanner::State::incomplete;
    for (std::size_t size = 0; size < bytes.size() && state == HeadScanner::State::incomplete;) {
      size = std::min(bytes.size(), size + 1 + random() % 40);
      state = scanner.scan(std::string_view{bytes}.substr(0, size));
    }
    if (state != HeadScanner::State::complete) continue;
    const std::string head = bytes.substr(0, scanner.length());
    Request request;
    const Framing framing = http::parse_head(head, limits, request);
    if (framing.error != 0) {
      ++refused;
      EXPECT_TRUE(framing.error >= 400 && framing.error < 506) << framing.error;
      continue;
    }
    ++accepted;
    expect_unambiguous(head, request, framing);
  }
  EXPECT_GT(accepted, 100) << "the mutations no longer reach the good path";
  EXPECT_GT(refused, 100);
}

TEST(Head, RubbishOnTheWireBreaksNothing) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random{seed};
  Limits limits;
  limits.header_time = std::chrono::milliseconds{200};
  limits.body_time = std::chrono::milliseconds{200};
  http_test::Server server{limits};
  server.start();
  for (int round = 0; round < 200; ++round) {
    std::string bytes = mutate(seeds[random() % seeds.size()], random);
    if (random() % 4 == 0) {
      for (char& c : bytes) c = static_cast<char>(random());
    }
    http_test::RawClient client{server.port()};
    client.send(bytes);
    client.finish_sending();
    ASSERT_TRUE(client.read_to_end()) << testing::PrintToString(bytes);
    const int status = http_test::status_of(client.received());
    ASSERT_TRUE(client.received().empty() || status == 100 || (status >= 400 && status < 500) ||
                status == 501 || status == 505)
        << client.received();
  }
  const http::ClientRequest request{http::Method::get, "/"};
  EXPECT_EQ(http::fetch("127.0.0.1", server.port(), request).status, 404);
}

}  // namespace
