#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "server/tracing/context.h"

namespace tracing {

enum class SpanKind : int { server = 2, client = 3 };  ///< the numbers of OTLP

/// One step, done.
///
/// Shape   name: of few different ones, nothing of a person, no identifier
struct Span {
  Context context;
  std::string name;
  SpanKind kind = SpanKind::server;
  std::chrono::system_clock::time_point begun{};
  std::chrono::nanoseconds lasted{0};
  std::vector<std::pair<std::string, std::variant<std::string, std::int64_t>>> attributes{};
  bool failed = false;
};

}  // namespace tracing
