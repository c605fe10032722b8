#include "server/tracing/codec_spans.h"

#include <nlohmann/json.hpp>

namespace tracing {
namespace {

using Json = nlohmann::ordered_json;

Json text(const std::string& key, const std::string& value) {
  return {{"key", key}, {"value", {{"stringValue", value}}}};
}

Json json_of(const Span& span) {
  auto attributes = Json::array();
  for (const auto& [key, value] : span.attributes) {
    if (const auto* words = std::get_if<std::string>(&value))
      attributes.push_back(text(key, *words));
    else
      attributes.push_back(
          {{"key", key}, {"value", {{"intValue", std::to_string(std::get<std::int64_t>(value))}}}});
  }
  const auto begun =
      std::chrono::duration_cast<std::chrono::nanoseconds>(span.begun.time_since_epoch()).count();
  Json json{{"traceId", span.context.trace}, {"spanId", span.context.span}};
  if (!span.context.parent.empty()) json["parentSpanId"] = span.context.parent;
  json["name"] = span.name;
  json["kind"] = static_cast<int>(span.kind);
  json["startTimeUnixNano"] = std::to_string(begun);
  json["endTimeUnixNano"] = std::to_string(begun + span.lasted.count());
  json["attributes"] = std::move(attributes);
  json["status"] = span.failed ? Json{{"code", 2}} : Json::object();
  return json;
}

}  // namespace

std::string to_otlp(const std::vector<Span>& spans, const std::string& version) {
  auto all = Json::array();
  for (const auto& span : spans) all.push_back(json_of(span));
  const Json scope{{"name", "lamplighter"}, {"version", version}};
  const Json resource{
      {"attributes", Json::array({text("service.name", "lamplighter"), text("service.version", version)})}};
  Json scoped{{"scope", scope}, {"spans", std::move(all)}};
  Json of_resource{{"resource", resource}, {"scopeSpans", Json::array({std::move(scoped)})}};
  return Json{{"resourceSpans", Json::array({std::move(of_resource)})}}.dump(-1, ' ', false,
                                                                             Json::error_handler_t::replace);
}

}  // namespace tracing
