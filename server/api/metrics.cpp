#include "server/api/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <mutex>

namespace api {

struct Metrics::State {
  struct Reading {
    prometheus::Gauge* gauge;
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
  prometheus::Histogram& duration =
      durations.Add({}, prometheus::Histogram::BucketBoundaries{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                                                0.05, 0.1, 0.25, 0.5, 1, 2.5});
  std::mutex mutex;
  std::vector<Reading> readings;
};

Metrics::Metrics() : state_(std::make_unique<State>()) {}
Metrics::~Metrics() = default;

void Metrics::count(const http::Exchange& exchange) {
  const auto& request = exchange.request;
  state_->requests
      .Add({{"method", std::string(http::to_string(request.method))},
            {"route", request.route.empty() ? "none" : std::string(request.route)},
            {"status", std::to_string(exchange.status)}})
      .Increment();
  state_->duration.Observe(std::chrono::duration<double>(exchange.duration).count());
}

void Metrics::gauge(std::string name, std::string help, std::function<double()> read) {
  auto& family =
      prometheus::BuildGauge().Name(std::move(name)).Help(std::move(help)).Register(state_->registry);
  const std::scoped_lock lock(state_->mutex);
  state_->readings.push_back({&family.Add({}), std::move(read)});
}

std::string Metrics::text() {
  {
    const std::scoped_lock lock(state_->mutex);
    for (const auto& reading : state_->readings) reading.gauge->Set(reading.read());
  }
  return prometheus::TextSerializer{}.Serialize(state_->registry.Collect());
}

}  // namespace api
