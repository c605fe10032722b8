#include "server/traces.h"

#include "server/delivery/wire.h"

namespace app {
namespace {

constexpr int first_failure = 500;

std::function<bool(const std::string&)> post_to(const std::string& endpoint) {
  delivery::WireLimits limits;
  limits.private_addresses = true;  // whoever runs this says where; collectors stand inside
  limits.connect_time = std::chrono::milliseconds{2'000};
  limits.whole_time = std::chrono::milliseconds{5'000};
  // Used by the exporter's thread alone.
  return [endpoint, wire = std::make_shared<delivery::Wire>(limits)](const std::string& body) {
    const auto status = wire->post(endpoint, {{"Content-Type", "application/json"}}, body).status;
    return status >= 200 && status < 300;
  };
}

}  // namespace

Traces::Traces(const std::string& endpoint) {
  if (endpoint.empty()) return;
  tracing::ExporterOptions options;
  options.post = post_to(endpoint);
  options.version = LAMPLIGHTER_VERSION;
  exporter_ = std::make_unique<tracing::Exporter>(std::move(options));
}

void Traces::start() {
  if (exporter_) exporter_->start();
}

void Traces::stop() {
  if (exporter_) exporter_->stop();
}

tracing::Context Traces::context_of(const http::Request& request) {
  return tracing::context_of(request.header("traceparent"), request.request_id);
}

void Traces::decorate(http::Response& response, const http::Request& request) const {
  if (!request.request_id.empty())
    response.header("traceresponse", tracing::to_traceparent(context_of(request)));
}

// The route, not the path: a path may hold a resident's token.
void Traces::note(const http::Exchange& exchange) {
  if (!exporter_) return;
  const auto& request = exchange.request;
  tracing::Span span;
  span.context = context_of(request);
  const std::string route(request.route);
  span.name = std::string(http::to_string(request.method)) + (route.empty() ? "" : " " + route);
  span.lasted = exchange.duration;
  span.begun = std::chrono::system_clock::now() -
               std::chrono::duration_cast<std::chrono::system_clock::duration>(exchange.duration);
  span.failed = exchange.status >= first_failure;
  span.attributes = {{"http.request.method", std::string(http::to_string(request.method))},
                     {"http.route", route},
                     {"http.response.status_code", std::int64_t{exchange.status}},
                     {"lamplighter.request_id", request.request_id}};
  exporter_->add(std::move(span));
}

std::function<void(tracing::Span)> Traces::sink() {
  if (!exporter_) return {};
  return [exporter = exporter_.get()](tracing::Span span) { exporter->add(std::move(span)); };
}

void Traces::add_counters(api::Metrics& metrics) {
  const auto of = [this](std::uint64_t tracing::ExporterFigures::*member) {
    return [this, member] { return exporter_ ? static_cast<double>(exporter_->figures().*member) : 0.0; };
  };
  using Figures = tracing::ExporterFigures;
  metrics.counter("lamplighter_spans_sent_total", "Spans that the receiver took since the start",
                  of(&Figures::sent));
  metrics.counter("lamplighter_spans_dropped_total", "Spans dropped since too many waited",
                  of(&Figures::dropped));
  metrics.counter("lamplighter_spans_lost_total", "Spans that the receiver did not take", of(&Figures::lost));
}

}  // namespace app
