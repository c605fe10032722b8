#include "server/http/proxies.h"

#include <gtest/gtest.h>

namespace {

struct Row {
  const char* networks;
  const char* peer;
  http::Fields headers;
  const char* client;
};

TEST(Proxies, WhoseWordCounts) {
  const http::Field from_client{"X-Forwarded-For", "203.0.113.9"};
  const Row rows[] = {
      {"", "10.0.0.2", {}, "10.0.0.2"},
      {"", "10.0.0.2", {from_client}, "10.0.0.2"},
      {"127.0.0.1", "10.0.0.2", {from_client}, "10.0.0.2"},
      {"10.0.0.0/8", "10.0.0.2", {from_client}, "203.0.113.9"},
      {"10.0.0.0/8", "::ffff:10.0.0.2", {from_client}, "203.0.113.9"},
      {"10.0.0.0/8", "11.0.0.2", {from_client}, "11.0.0.2"},
      {"10.0.0.2", "10.0.0.2", {}, "10.0.0.2"},
      // What the client wrote itself stands on the left.
      {"10.0.0.2", "10.0.0.2", {{"X-Forwarded-For", "1.2.3.4, 203.0.113.9"}}, "203.0.113.9"},
      {"10.0.0.2",
       "10.0.0.2",
       {{"X-Forwarded-For", "1.2.3.4"}, {"x-forwarded-for", "203.0.113.9"}},
       "203.0.113.9"},
      {"10.0.0.2,10.0.0.3",
       "10.0.0.2",
       {{"X-Forwarded-For", "1.2.3.4, 203.0.113.9,10.0.0.3"}},
       "203.0.113.9"},
      {"10.0.0.2,10.0.0.3", "10.0.0.2", {{"X-Forwarded-For", "10.0.0.3"}}, "10.0.0.3"},
      {"10.0.0.2", "10.0.0.2", {{"X-Forwarded-For", "1.2.3.4, nonsense"}}, "10.0.0.2"},
      {"10.0.0.2", "10.0.0.2", {{"X-Forwarded-For", ""}}, "10.0.0.2"},
      {"10.0.0.2", "10.0.0.2", {{"X-Forwarded-For", "203.0.113.9:4711"}}, "203.0.113.9"},
      {"::1/128", "::1", {{"X-Forwarded-For", "[2001:db8::7]:4711"}}, "2001:db8::7"},
      {"::1", "::1", {{"X-Forwarded-For", "2001:db8::7"}}, "2001:db8::7"},
      {"10.0.0.2", "10.0.0.2", {{"Forwarded", "for=203.0.113.9"}, {"X-Real-IP", "203.0.113.9"}}, "10.0.0.2"},
  };
  for (const auto& row : rows) {
    http::TrustedProxies proxies;
    ASSERT_EQ(proxies.set(row.networks), "");
    http::Request request;
    request.remote_address = row.peer;
    request.headers = row.headers;
    EXPECT_EQ(proxies.client_address(request), row.client)
        << row.networks << " | " << row.peer << " | " << (row.headers.empty() ? "" : row.headers[0].second);
  }
}

TEST(Proxies, AWrongListChangesNothing) {
  http::TrustedProxies proxies;
  EXPECT_EQ(proxies.set("10.0.0.0/8"), "");
  for (const char* wrong : {"10.0.0.0/33", "ten", "10.0.0.0/8,", "10.0.0/8", "::1/129", ","})
    EXPECT_NE(proxies.set(wrong), "") << wrong;
  EXPECT_TRUE(proxies.trusts("10.1.2.3"));
  EXPECT_EQ(proxies.text(), "10.0.0.0/8");
  EXPECT_FALSE(proxies.trusts("not an address"));
}

}  // namespace
