// Trace context by the W3C's rules, and spans at a real receiver in the published form of OTLP/HTTP JSON.
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "server/delivery/wire.h"
#include "server/tracing/codec_spans.h"
#include "server/tracing/exporter.h"
#include "tests/server/delivery/fakes.h"

namespace {

using nlohmann::json;

constexpr const char* good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

TEST(TraceContext, ReadsTheExampleOfTheRecommendation) {
  const auto read = tracing::parse_traceparent(good);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->trace, "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_EQ(read->parent, "00f067aa0ba902b7");
  EXPECT_TRUE(read->sampled);
  EXPECT_FALSE(
      tracing::parse_traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00")->sampled);
  EXPECT_TRUE(tracing::parse_traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0b")->sampled);
  EXPECT_TRUE(tracing::parse_traceparent("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more"))
      << "a later version may say more";
}

TEST(TraceContext, RefusesWhatIsNotValid) {
  for (const auto* bad : {"", "00", "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                          "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                          "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
                          "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01x",
                          "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                          "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                          "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                          "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                          "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
                          "0g-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}) {
    EXPECT_FALSE(tracing::parse_traceparent(bad)) << bad;
    const auto made = tracing::context_of(bad, "request-1");
    EXPECT_TRUE(made.parent.empty()) << "a new trace begins";
    EXPECT_TRUE(tracing::parse_traceparent(tracing::to_traceparent(made)));
  }
}

TEST(TraceContext, AStepStandsUnderItsCallerAndATryUnderItsThing) {
  const auto step = tracing::context_of(good, "request-1");
  EXPECT_EQ(step.trace, "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_EQ(step.parent, "00f067aa0ba902b7");
  EXPECT_EQ(step.span.size(), 16U);
  EXPECT_NE(step.span, step.parent);
  EXPECT_EQ(tracing::context_of(good, "request-1").span, step.span);
  EXPECT_NE(tracing::context_of(good, "request-2").span, step.span);
  const auto first = tracing::context_of_try("msg_1", 0), second = tracing::context_of_try("msg_1", 1);
  EXPECT_EQ(first.trace, second.trace);
  EXPECT_NE(first.span, second.span);
  EXPECT_NE(tracing::context_of_try("msg_2", 0).trace, first.trace);
}

tracing::Span span_of(const std::string& name) {
  tracing::Span span;
  span.context = tracing::context_of(good, name);
  span.name = name;
  span.begun = std::chrono::system_clock::time_point{std::chrono::seconds{1'795'000'000}};
  span.lasted = std::chrono::microseconds{1500};
  span.attributes = {{"http.route", "/api/v1/reports"}, {"http.response.status_code", std::int64_t{500}}};
  span.failed = true;
  return span;
}

TEST(Spans, ReachAReceiverInThePublishedForm) {
  fakes::Receiver receiver([](const auto&, auto) { return http::Response::json(200, "{}"); });
  delivery::WireLimits limits;
  limits.private_addresses = true;
  tracing::ExporterOptions options;
  options.version = "1.2.3";
  options.every = std::chrono::milliseconds{20};
  options.post = [wire = std::make_shared<delivery::Wire>(limits),
                  url = receiver.url("/v1/traces")](const std::string& body) {
    return wire->post(url, {{"Content-Type", "application/json"}}, body).status == 200;
  };
  tracing::Exporter exporter(options);
  exporter.start();
  exporter.add(span_of("POST /api/v1/reports"));
  auto unsampled = span_of("nobody wants it");
  unsampled.context.sampled = false;
  exporter.add(unsampled);
  for (int i = 0; i < 500 && exporter.figures().sent == 0; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  exporter.stop();
  ASSERT_EQ(receiver.received().size(), 1U);
  const auto got = receiver.received()[0];
  EXPECT_EQ(got.target, "/v1/traces");
  EXPECT_EQ(got.header("Content-Type"), "application/json");
  // opentelemetry-proto, ExportTraceServiceRequest as JSON.
  const auto body = json::parse(got.body);
  ASSERT_EQ(body.at("resourceSpans").size(), 1U);
  const auto& resource = body["resourceSpans"][0];
  EXPECT_EQ(resource.at("resource").at("attributes")[0],
            json::parse(R"({"key":"service.name","value":{"stringValue":"lamplighter"}})"));
  ASSERT_EQ(resource.at("scopeSpans").size(), 1U);
  EXPECT_EQ(resource["scopeSpans"][0].at("scope").at("version"), "1.2.3");
  const auto& spans = resource["scopeSpans"][0].at("spans");
  ASSERT_EQ(spans.size(), 1U);
  const auto& span = spans[0];
  EXPECT_EQ(span.at("traceId"), "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_EQ(span.at("parentSpanId"), "00f067aa0ba902b7");
  EXPECT_EQ(span.at("spanId").get<std::string>().size(), 16U);
  EXPECT_EQ(span.at("kind"), 2);
  EXPECT_EQ(span.at("startTimeUnixNano"), "1795000000000000000") << "64-bit numbers are text";
  EXPECT_EQ(span.at("endTimeUnixNano"), "1795000000001500000");
  EXPECT_EQ(span.at("status"), json::parse(R"({"code":2})"));
  EXPECT_EQ(span.at("attributes")[1],
            json::parse(R"({"key":"http.response.status_code","value":{"intValue":"500"}})"));
}

TEST(Spans, AReceiverThatHangsSlowsNobodyAndWhatDoesNotFitIsCounted) {
  std::mutex mutex;
  std::condition_variable wakes;
  bool go_on = false;
  tracing::ExporterOptions options;
  options.waiting = 10;
  options.batch = 5;
  options.post = [&](const std::string&) {
    std::unique_lock lock(mutex);
    wakes.wait(lock, [&] { return go_on; });
    return false;
  };
  tracing::Exporter exporter(options);
  exporter.start();
  for (int i = 0; i < 100; ++i) exporter.add(span_of("step"));  // returns at once: nobody takes any
  EXPECT_GE(exporter.figures().dropped, 85U) << "five on their way, ten wait";
  {
    const std::lock_guard lock(mutex);
    go_on = true;
  }
  wakes.notify_all();
  exporter.stop();
  const auto figures = exporter.figures();
  EXPECT_EQ(figures.sent, 0U);
  EXPECT_GE(figures.lost, 5U);
  EXPECT_LE(figures.lost + figures.dropped, 100U);
}

}  // namespace
