#pragma once
#include <optional>
#include <string>
#include <string_view>

/// W3C Trace Context, level 1.
namespace tracing {

/// Where a step stands among others.
///
/// Shape   trace: 32, span and parent: 16 lower-case hex digits; parent: empty for the first step
struct Context {
  std::string trace;
  std::string span;
  std::string parent{};
  bool sampled = true;
};

/// Reads a `traceparent` header: trace and parent of whoever calls; the span is empty yet.
///
/// Errors  nothing when it is not valid; then a new trace begins
std::optional<Context> parse_traceparent(std::string_view text);

/// The context of a step: under the caller's when the header is valid, else the first of a new trace.
///
/// Shape   step: a name that no other step has, e.g. the request's id: the same gives the same ids
Context context_of(std::optional<std::string_view> traceparent, std::string_view step);

/// A further try of something has the trace of the first, and a span of its own.
Context context_of_try(std::string_view thing, int tries);

/// What is sent on: 00-TRACE-SPAN-01.
std::string to_traceparent(const Context& context);

}  // namespace tracing
