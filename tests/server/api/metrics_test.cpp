// What Prometheus reads: complete and in its own rules for names.
#include "server/api/metrics.h"

#include <gmock/gmock.h>

#include <map>
#include <set>
#include <sstream>

namespace {

struct Family {
  std::string help, type;
  std::vector<std::string> samples;
};

// The text format taken apart: each sample under the family that was announced before it.
std::map<std::string, Family> families_of(const std::string& text) {
  std::map<std::string, Family> families;
  std::istringstream lines(text);
  std::string current;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string hash, what, name;
    if (line.starts_with("# ")) {
      words >> hash >> what >> name;
      current = name;
      std::string rest;
      std::getline(words, rest);
      (what == "HELP" ? families[name].help : families[name].type) =
          rest.substr(std::min<std::size_t>(1, rest.size()));
    } else if (!line.empty()) {
      EXPECT_TRUE(line.starts_with(current)) << line;
      families[current].samples.push_back(line);
    }
  }
  return families;
}

http::Request request(std::string_view route) {
  http::Request made;
  made.method = http::Method::get;
  made.path = "/api/v1/reports/77";
  made.route = route;
  return made;
}

TEST(Metrics, RequestsAreCountedByRouteMethodAndStatusNeverByPath) {
  api::Metrics metrics;
  const auto known = request("/api/v1/reports/{id}"), unknown = request("");
  for (int i = 0; i < 3; ++i) metrics.count({known, 200, std::chrono::milliseconds{3}});
  metrics.count({known, 404, std::chrono::seconds{20}});
  metrics.count({unknown, 404, std::chrono::microseconds{1}});
  const auto text = metrics.text();
  EXPECT_EQ(text.find("/reports/77"), std::string::npos);
  auto families = families_of(text);
  const auto& counts = families["lamplighter_http_requests_total"];
  EXPECT_EQ(counts.type, "counter");
  EXPECT_THAT(
      counts.samples,
      testing::Contains(
          R"(lamplighter_http_requests_total{method="GET",route="/api/v1/reports/{id}",status="200"} 3)"));
  EXPECT_EQ(counts.samples.size(), 3u);
  const auto& durations = families["lamplighter_http_request_seconds"];
  EXPECT_EQ(durations.type, "histogram");
  EXPECT_THAT(durations.samples,
              testing::Contains(R"(lamplighter_http_request_seconds_count{route="/api/v1/reports/{id}"} 4)"));
  EXPECT_THAT(durations.samples,
              testing::Contains(
                  R"(lamplighter_http_request_seconds_bucket{route="/api/v1/reports/{id}",le="0.005"} 3)"));
  EXPECT_THAT(durations.samples,
              testing::Contains(
                  R"(lamplighter_http_request_seconds_bucket{route="/api/v1/reports/{id}",le="+Inf"} 4)"));
}

TEST(Metrics, ValuesAreReadWhenSomebodyLooks) {
  api::Metrics metrics;
  double waiting = 1;
  metrics.gauge("lamplighter_messages_waiting", "On their way", [&] { return waiting; });
  metrics.counter("lamplighter_messages_sent_total", "Taken", [&] { return waiting * 10; });
  auto families = families_of(metrics.text());
  EXPECT_EQ(families["lamplighter_messages_waiting"].samples,
            std::vector<std::string>{"lamplighter_messages_waiting 1"});
  EXPECT_EQ(families["lamplighter_messages_waiting"].type, "gauge");
  waiting = 7;
  families = families_of(metrics.text());
  EXPECT_EQ(families["lamplighter_messages_waiting"].samples,
            std::vector<std::string>{"lamplighter_messages_waiting 7"});
  EXPECT_EQ(families["lamplighter_messages_sent_total"].type, "counter");
  EXPECT_EQ(families["lamplighter_messages_sent_total"].help, "Taken");
}

}  // namespace
