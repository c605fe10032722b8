// One HTTP message is one request: whatever two readers could understand differently is refused, the
// connection is closed, and nothing that follows on it is ever answered.
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <vector>

#include "tests/server/http/framing_probes.h"
#include "tests/server/http/support.h"

namespace {

using boost::asio::awaitable;
using http::Method;
using http::Request;
using http::Response;
using http_test::chunked_head;
using http_test::get;
using http_test::hidden;
using http_test::post;
using http_test::Probe;
using http_test::RawClient;
using http_test::Server;

class FramingServer {
 public:
  FramingServer() {
    server.router().add(Method::get, "/hidden", [this](Request&) -> awaitable<Response> {
      ++hidden_calls;
      co_return Response::text(200, "HIDDEN");
    });
    const auto echo = [this](Request& request) -> awaitable<Response> {
      ++calls;
      last_header_count = request.headers.size();
      last_trailer = request.header("X-Trailer").value_or("").size();
      co_return Response::text(200, "[" + request.body + "]");
    };
    server.router().add(Method::get, "/", echo);
    server.router().add(Method::post, "/", echo);
    server.router().add(Method::get, "/{any}", echo);
    server.start();
  }

  std::atomic<int> calls{0};
  std::atomic<int> hidden_calls{0};
  std::atomic<std::size_t> last_header_count{0};
  std::atomic<std::size_t> last_trailer{0};
  Server server;
};

class Refused : public testing::TestWithParam<Probe> {};

TEST_P(Refused, ClosesAfterOneAnswer) {
  FramingServer framing;
  RawClient client{framing.server.port()};
  client.send(GetParam().bytes + hidden);
  ASSERT_TRUE(client.read_to_end()) << "still open after: " << client.received();
  const std::string& answer = client.received();
  EXPECT_EQ(http_test::status_of(answer), GetParam().status) << answer;
  EXPECT_EQ(http_test::header_of(answer, "Connection"), "close");
  EXPECT_EQ(http_test::header_of(answer, "Content-Type"), "application/problem+json");
  EXPECT_EQ(http_test::count_of(answer, "HTTP/1.1 "), 1u) << answer;
  EXPECT_EQ(framing.hidden_calls, 0);
  EXPECT_EQ(framing.calls, 0);
  EXPECT_EQ(framing.server.counters().requests_malformed_total, 1u);
}

std::string probe_name(const testing::TestParamInfo<Probe>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(Framing, Refused, testing::ValuesIn(http_test::framing_probes), probe_name);
INSTANTIATE_TEST_SUITE_P(Chunks, Refused, testing::ValuesIn(http_test::chunk_probes), probe_name);

class Accepted : public testing::TestWithParam<Probe> {};

// The counterpart: the refusals above must not come from a server that refuses everything.
TEST_P(Accepted, IsAnsweredAndTheNextRequestToo) {
  FramingServer framing;
  RawClient client{framing.server.port()};
  client.send(GetParam().bytes + hidden);
  const std::string answer = client.read_response();
  EXPECT_EQ(http_test::status_of(answer), GetParam().status) << answer;
  EXPECT_EQ(http_test::body_of(client.read_response()), "HIDDEN");
  EXPECT_EQ(framing.last_trailer, 0u);
}

const std::vector<Probe> good_requests = {
    {"plain", get("Host: a\r\n"), 200},
    {"no_space_after_colon", get("Host:a\r\n"), 200},
    {"spaces_around_value", get("Host: \t a \t\r\n"), 200},
    {"text_beyond_ascii", get("Host: a\r\nX-Name: \xe7\x82\xb9\r\n"), 200},
    {"absolute_target", "GET http://a/?x=1 HTTP/1.1\r\nHost: a\r\n\r\n", 200},
    {"absolute_without_path", "GET http://a HTTP/1.1\r\nHost: a\r\n\r\n", 200},
    {"ipv6_host", get("Host: [::1]:8080\r\n"), 200},
    {"length", post("Content-Length: 5\r\n", "hello"), 200},
    {"length_zero", post("Content-Length: 0\r\n", ""), 200},
    {"length_leading_zeros", post("Content-Length: 005\r\n", "hello"), 200},
    {"chunked", chunked_head + "5\r\nhello\r\n0\r\n\r\n", 200},
    {"chunked_upper_case", post("Transfer-Encoding: Chunked\r\n", "A\r\n0123456789\r\n0\r\n\r\n"), 200},
    {"chunked_extensions", chunked_head + "5;a;b=c;d=\"e;\\\"f\"\r\nhello\r\n0;z\r\n\r\n", 200},
    {"chunked_trailer", chunked_head + "5\r\nhello\r\n0\r\nX-Trailer: y\r\n\r\n", 200},
    {"chunked_leading_zeros", chunked_head + "0005\r\nhello\r\n000\r\n\r\n", 200},
    {"unknown_method", "BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 405},
    {"trace", "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", 405},
    {"body_of_get", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", 200},
};

INSTANTIATE_TEST_SUITE_P(Good, Accepted, testing::ValuesIn(good_requests), probe_name);

TEST(Framing, ArrivesByteForByteTheSame) {
  FramingServer framing;
  RawClient client{framing.server.port()};
  const std::string bytes = chunked_head + "5;a=b\r\nhello\r\n1\r\n!\r\n0\r\nX-Trailer: y\r\n\r\n" + hidden;
  for (const char c : bytes) ASSERT_TRUE(client.send(std::string_view{&c, 1}));
  EXPECT_EQ(http_test::body_of(client.read_response()), "[hello!]");
  EXPECT_EQ(http_test::body_of(client.read_response()), "HIDDEN");
  EXPECT_EQ(framing.last_header_count, 2u) << "a trailer became a header";
}

}  // namespace
