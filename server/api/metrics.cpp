#include "server/api/metrics.h"

#include <prometheus/client_metric.h>
#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/metric_family.h>
#include <prometheus/metric_type.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <array>
#include <chrono>
#include <mutex>

namespace api {

namespace {

constexpr std::array bounds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0};

}  // namespace

struct Metrics::State {
  struct Reading {
    std::string name;
    std::string help;
    prometheus::MetricType type;
    std::function<double()> read;
  };
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests = prometheus::BuildCounter()
                                                          .Name("lamplighter_http_requests_total")
                                                          .Help("Answered requests")
                                                          .Register(registry);
  prometheus::Family<prometheus::Histogram>& durations =
      prometheus::BuildHistogram()
          .Name("lamplighter_http_request_seconds")
          .Help("From the end of the head to the end of the handler")
          .Register(registry);
  std::mutex mutex;
  std::vector<Reading> readings;
};

Metrics::Metrics() : state_(std::make_unique<State>()) {}
Metrics::~Metrics() = default;

void Metrics::count(const http::Exchange& exchange) {
  const auto& request = exchange.request;
  const std::string route = request.route.empty() ? "none" : std::string(request.route);
  state_->requests
      .Add({{"method", std::string(http::to_string(request.method))},
            {"route", route},
            {"status", std::to_string(exchange.status)}})
      .Increment();
  state_->durations
      .Add({{"route", route}}, prometheus::Histogram::BucketBoundaries(bounds.begin(), bounds.end()))
      .Observe(std::chrono::duration<double>(exchange.duration).count());
}

void Metrics::gauge(std::string name, std::string help, std::function<double()> read) {
  const std::scoped_lock lock(state_->mutex);
  state_->readings.push_back(
      {std::move(name), std::move(help), prometheus::MetricType::Gauge, std::move(read)});
}

void Metrics::counter(std::string name, std::string help, std::function<double()> read) {
  const std::scoped_lock lock(state_->mutex);
  state_->readings.push_back(
      {std::move(name), std::move(help), prometheus::MetricType::Counter, std::move(read)});
}

std::string Metrics::text() {
  auto families = state_->registry.Collect();
  const std::scoped_lock lock(state_->mutex);
  for (const auto& reading : state_->readings) {
    prometheus::ClientMetric value;
    (reading.type == prometheus::MetricType::Gauge ? value.gauge.value : value.counter.value) =
        reading.read();
    families.push_back({reading.name, reading.help, reading.type, {value}});
  }
  return prometheus::TextSerializer{}.Serialize(families);
}

}  // namespace api
