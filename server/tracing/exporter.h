#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "server/tracing/span.h"

namespace tracing {

struct ExporterOptions {
  /// Posts a body as application/json; true when the receiver took it. Called from the exporter's thread
  /// only.
  std::function<bool(const std::string& body)> post;
  std::string version;
  std::size_t waiting = 2048;  ///< spans; what comes beyond them is dropped
  std::size_t batch = 256;
  std::chrono::milliseconds every{2000};
};

struct ExporterFigures {
  std::uint64_t sent = 0;
  std::uint64_t dropped = 0;  ///< came while too many waited
  std::uint64_t lost = 0;     ///< the receiver did not take them
};

/// Sends spans on, in batches and on a thread of its own. Whoever adds one never waits for a receiver.
///
/// Shape   stop() sends what waits, at most one batch
class Exporter {
 public:
  explicit Exporter(ExporterOptions options);
  ~Exporter();
  Exporter(const Exporter&) = delete;
  Exporter& operator=(const Exporter&) = delete;

  void start();
  void stop();
  void add(Span span);
  ExporterFigures figures() const;

 private:
  struct Shared;
  std::unique_ptr<Shared> shared_;
};

}  // namespace tracing
