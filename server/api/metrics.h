#pragma once
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "server/http/listener.h"

namespace api {

/// What Prometheus reads at /metrics.
class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  /// Counts one answered request: by route (never by raw path), method and status.
  void count(const http::Exchange& exchange);
  /// A value read when somebody looks.
  void gauge(std::string name, std::string help, std::function<double()> read);
  /// The same of what only grows while the program runs; the name ends in _total.
  void counter(std::string name, std::string help, std::function<double()> read);
  /// Shape   Prometheus text format 0.0.4
  std::string text();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace api
