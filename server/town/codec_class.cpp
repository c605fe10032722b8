#include "server/town/codec_class.h"

#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "models/names.h"
#include "server/town/codec_reader.h"
#include "server/town/codec_spans.h"

namespace town {

using json = nlohmann::ordered_json;
using models::FieldError;

namespace {

constexpr std::size_t maximum_code = 64;

std::string read_class_code(ObjectReader& reader, const std::string& expected) {
  const auto code = reader.text("class", false, maximum_code);
  if (!code.empty() && code != expected)
    reader.wrong("class", "mismatch", "must be the class of this file, or be left out");
  return expected;
}

std::optional<models::Duration> read_duration(ObjectReader& reader, const std::string& key, bool required) {
  const auto text = reader.text(key, required, 40);
  if (text.empty()) return std::nullopt;
  const auto duration = models::parse_iso8601(text);
  if (!duration) reader.wrong(key, "bad_format", "must be an ISO 8601 length of time, e.g. PT1H30M");
  return duration;
}

models::AttributeDefinition read_attribute(ObjectReader& reader) {
  models::AttributeDefinition attribute;
  attribute.code = reader.text("code", true, maximum_code);
  attribute.name = reader.localized("name", true);
  const auto type = reader.text("type", true, 20);
  if (const auto known = models::parse<models::AttributeType>(type))
    attribute.type = *known;
  else if (!type.empty())
    reader.wrong("type", "not_allowed", "must be text, number, date or choice");
  attribute.required = reader.flag("required", false);
  attribute.choices = reader.texts("choices");
  if (attribute.type == models::AttributeType::choice && attribute.choices.empty())
    reader.wrong("choices", "required", "a choice needs its choices");
  if (attribute.type != models::AttributeType::choice && !attribute.choices.empty())
    reader.wrong("choices", "not_allowed", "only an attribute of type choice has choices");
  reader.finish();
  return attribute;
}

models::FacilityClass read_facility_class(ObjectReader& reader) {
  models::FacilityClass result;
  result.code = reader.text("code", true, maximum_code);
  result.name = reader.localized("name", true);
  result.icon = reader.text("icon", false, 16);
  result.merges_by_circuit = reader.flag("merges_by_circuit", false);
  for (auto& attribute : reader.objects("attributes", false, 50))
    result.attributes.push_back(read_attribute(attribute));
  reader.finish();
  return result;
}

models::FaultKind read_kind(ObjectReader& reader, const std::string& facility_class) {
  models::FaultKind kind;
  kind.code = reader.text("code", true, maximum_code);
  kind.facility_class = read_class_code(reader, facility_class);
  kind.name = reader.localized("name", true);
  kind.wording = reader.texts("wording", 50);
  kind.policy = reader.text("policy", true, maximum_code);
  kind.danger = reader.localized("danger", false, 500);
  kind.questions = reader.localized_list("questions", 20);
  kind.advice = reader.localized("advice", false, 1000);
  kind.skill = reader.text("skill", true, maximum_code);
  kind.refer_to = reader.text("refer_to", false, 20);
  if (const auto estimate = read_duration(reader, "estimate", true)) kind.estimate = *estimate;
  kind.evidence = reader.text("evidence", false, 500);
  reader.finish();
  return kind;
}

std::optional<models::SlaPolicy::Limit> read_limit(ObjectReader& limits, std::string_view target) {
  auto reader = limits.object(std::string(target), false);
  if (!reader) return std::nullopt;
  models::SlaPolicy::Limit limit;
  if (const auto duration = read_duration(*reader, "duration", true)) limit.duration = *duration;
  limit.calendar = reader->text("calendar", true, maximum_code);
  reader->finish();
  return limit;
}

models::SlaPolicy read_policy(ObjectReader& reader, const std::string& facility_class) {
  models::SlaPolicy policy;
  policy.code = reader.text("code", true, maximum_code);
  policy.version = static_cast<int>(reader.integer("version", 1, 1'000'000, 1));
  policy.facility_class = read_class_code(reader, facility_class);
  const auto severity = reader.text("severity", true, 20);
  if (const auto known = models::parse<models::Severity>(severity))
    policy.severity = *known;
  else if (!severity.empty())
    reader.wrong("severity", "not_allowed", "must be danger, urgent, normal or planned");
  policy.name = reader.localized("name", true);
  if (auto limits = reader.object("limits", true)) {
    for (const auto target : models::sla_targets)
      policy.limits[static_cast<std::size_t>(target)] = read_limit(*limits, models::name(target));
    limits->finish();
  }
  policy.urgent_policy = reader.text("urgent_policy", false, maximum_code);
  policy.danger_policy = reader.text("danger_policy", false, maximum_code);
  policy.fallback = reader.localized("fallback", false, 500);
  policy.basis = reader.text("basis", false, 1000);
  reader.finish();
  return policy;
}

models::Calendar read_calendar(ObjectReader& reader) {
  models::Calendar calendar;
  calendar.code = reader.text("code", true, maximum_code);
  calendar.name = reader.localized("name", true);
  calendar.utc_offset_seconds = read_utc_offset(reader);
  calendar.spans = read_spans(reader, "spans");
  reader.finish();
  return calendar;
}

json text_of(const models::LocalizedText& text) { return json{{"zh", text.zh}, {"en", text.en}}; }

json list_of(const std::vector<models::LocalizedText>& texts) {
  auto list = json::array();
  for (const auto& text : texts) list.push_back(text_of(text));
  return list;
}

json spans_of(const std::vector<models::WorkingSpan>& spans) {
  auto list = json::array();
  for (const auto& span : spans)
    list.push_back(
        {{"weekday", span.weekday}, {"from_minute", span.from_minute}, {"to_minute", span.to_minute}});
  return list;
}

json class_of(const models::FacilityClass& facility_class) {
  auto attributes = json::array();
  for (const auto& attribute : facility_class.attributes) {
    json item{{"code", attribute.code},
              {"name", text_of(attribute.name)},
              {"type", models::name(attribute.type)},
              {"required", attribute.required}};
    if (!attribute.choices.empty()) item["choices"] = attribute.choices;
    attributes.push_back(std::move(item));
  }
  return {{"code", facility_class.code},
          {"name", text_of(facility_class.name)},
          {"icon", facility_class.icon},
          {"merges_by_circuit", facility_class.merges_by_circuit},
          {"attributes", std::move(attributes)}};
}

json kind_of(const models::FaultKind& kind) {
  return {{"code", kind.code},
          {"class", kind.facility_class},
          {"name", text_of(kind.name)},
          {"wording", kind.wording},
          {"policy", kind.policy},
          {"danger", text_of(kind.danger)},
          {"questions", list_of(kind.questions)},
          {"advice", text_of(kind.advice)},
          {"skill", kind.skill},
          {"refer_to", kind.refer_to.empty() ? json() : json(kind.refer_to)},
          {"estimate", models::to_iso8601(kind.estimate)},
          {"evidence", kind.evidence}};
}

json policy_of(const models::SlaPolicy& policy) {
  auto limits = json::object();
  for (const auto target : models::sla_targets)
    if (const auto& limit = policy.limit(target))
      limits[std::string(models::name(target))] = {{"duration", models::to_iso8601(limit->duration)},
                                                   {"calendar", limit->calendar}};
  return {{"code", policy.code},
          {"version", policy.version},
          {"class", policy.facility_class},
          {"severity", models::name(policy.severity)},
          {"name", text_of(policy.name)},
          {"limits", std::move(limits)},
          {"urgent_policy", policy.urgent_policy},
          {"danger_policy", policy.danger_policy},
          {"fallback", text_of(policy.fallback)},
          {"basis", policy.basis}};
}

}  // namespace

models::Result<dispatch::ClassDefinition> parse_class(std::string_view text) {
  std::vector<FieldError> errors;
  dispatch::ClassDefinition definition;
  if (auto reader = ObjectReader::parse(text, errors)) {
    if (auto facility_class = reader->object("class", true))
      definition.facility_class = read_facility_class(*facility_class);
    const auto& code = definition.facility_class.code;
    for (auto& kind : reader->objects("fault_kinds", false))
      definition.kinds.push_back(read_kind(kind, code));
    for (auto& policy : reader->objects("policies", false))
      definition.policies.push_back(read_policy(policy, code));
    for (auto& calendar : reader->objects("calendars", false))
      definition.calendars.push_back(read_calendar(calendar));
    reader->finish();
  }
  if (auto error = error_of(std::move(errors), "the class definition")) return std::move(*error);
  return definition;
}

std::string write_class(const dispatch::ClassDefinition& definition) {
  json result{{"class", class_of(definition.facility_class)},
              {"fault_kinds", json::array()},
              {"policies", json::array()},
              {"calendars", json::array()}};
  for (const auto& kind : definition.kinds) result["fault_kinds"].push_back(kind_of(kind));
  for (const auto& policy : definition.policies) result["policies"].push_back(policy_of(policy));
  for (const auto& calendar : definition.calendars)
    result["calendars"].push_back({{"code", calendar.code},
                                   {"name", text_of(calendar.name)},
                                   {"utc_offset_seconds", calendar.utc_offset_seconds},
                                   {"spans", spans_of(calendar.spans)}});
  return result.dump(2) + "\n";
}

std::string write_crew(const models::Crew& crew) {
  json result{{"code", crew.code},
              {"name", text_of(crew.name)},
              {"skills", crew.skills},
              {"villages", crew.villages},
              {"shifts", spans_of(crew.shifts)},
              {"utc_offset_seconds", crew.utc_offset_seconds},
              {"on_call", crew.on_call},
              {"capacity", crew.capacity},
              {"phone", crew.phone},
              {"active", crew.active}};
  if (crew.base)
    result["base"] = {{"latitude", crew.base->latitude},
                      {"longitude", crew.base->longitude},
                      {"source", crew.base->source}};
  return result.dump(2) + "\n";
}

}  // namespace town
