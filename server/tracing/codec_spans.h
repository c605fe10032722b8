#pragma once
#include <string>
#include <vector>

#include "server/tracing/span.h"

namespace tracing {

/// Spans as the body of POST /v1/traces.
///
/// Source  opentelemetry.io/docs/specs/otlp, JSON Protobuf Encoding: ids as hex, 64-bit numbers as text,
/// enums as
///         numbers
std::string to_otlp(const std::vector<Span>& spans, const std::string& version);

}  // namespace tracing
