#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "server/api/metrics.h"
#include "server/http/listener.h"
#include "server/tracing/exporter.h"

namespace app {

/// The traces of the whole program: every request and every message is a step of one, whether spans are sent
/// on or not.
class Traces {
 public:
  /// Shape   endpoint: where spans are posted, …/v1/traces; empty: nowhere
  explicit Traces(const std::string& endpoint);

  void start();
  void stop();
  /// Says in the answer which step it was.
  void decorate(http::Response& response, const http::Request& request) const;
  void note(const http::Exchange& exchange);
  /// For those who make spans of their own; does nothing without an endpoint.
  std::function<void(tracing::Span)> sink();
  void add_counters(api::Metrics& metrics);
  static tracing::Context context_of(const http::Request& request);

 private:
  std::unique_ptr<tracing::Exporter> exporter_;
};

}  // namespace app
