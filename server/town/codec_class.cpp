#include "server/town/codec_class.h"

#include <utility>
#include <vector>

#include "models/names.h"
#include "server/codec/codec_object_reader.h"
#include "server/town/codec_catalog.h"
#include "server/town/codec_sla.h"

namespace town {

using models::FieldError;

namespace {

constexpr std::size_t maximum_code = 64;

std::string read_class_code(codec::ObjectReader& reader, const std::string& expected) {
  const auto code = reader.text("class", false, maximum_code);
  if (!code.empty() && code != expected)
    reader.wrong("class", "mismatch", "must be the class of this file, or be left out");
  return expected;
}

std::optional<models::Duration> read_duration(codec::ObjectReader& reader, const std::string& key,
                                              bool required) {
  const auto text = reader.text(key, required, 40);
  if (text.empty()) return std::nullopt;
  const auto duration = models::parse_iso8601(text);
  if (!duration) reader.wrong(key, "bad_format", "must be an ISO 8601 length of time, e.g. PT1H30M");
  return duration;
}

models::AttributeDefinition read_attribute(codec::ObjectReader& reader) {
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

models::FacilityClass read_facility_class(codec::ObjectReader& reader) {
  models::FacilityClass result;
  result.code = reader.text("code", true, maximum_code);
  result.name = reader.localized("name", true);
  result.icon = reader.text("icon", false, 16);
  result.merges_by_circuit = reader.flag("merges_by_circuit", false);
  result.verify_after_dusk = reader.flag("verify_after_dusk", false);
  result.recheck_percent = static_cast<int>(reader.integer("recheck_percent", 0, 100, 0));
  for (auto& attribute : reader.objects("attributes", false, 50))
    result.attributes.push_back(read_attribute(attribute));
  reader.finish();
  return result;
}

models::FaultKind read_kind(codec::ObjectReader& reader, const std::string& facility_class) {
  models::FaultKind kind;
  kind.code = reader.text("code", true, maximum_code);
  kind.facility_class = read_class_code(reader, facility_class);
  kind.name = reader.localized("name", true);
  kind.wording = reader.texts("wording", 50);
  kind.refer_to = reader.text("refer_to", false, 20);
  // What is always handed over needs no promise of ours; any crew may take a kind without a skill.
  kind.policy = reader.text("policy", kind.refer_to.empty(), maximum_code);
  kind.danger = reader.localized("danger", false, 500);
  kind.questions = reader.localized_list("questions", 20);
  kind.advice = reader.localized("advice", false, 1000);
  kind.skill = reader.text("skill", false, maximum_code);
  if (const auto estimate = read_duration(reader, "estimate", true)) kind.estimate = *estimate;
  kind.evidence = reader.text("evidence", false, 500);
  for (auto& item : reader.objects("checklist", false, 20)) {
    kind.checklist.push_back({item.text("code", true, maximum_code), item.localized("name", true)});
    item.finish();
  }
  reader.finish();
  return kind;
}

models::Part read_part(codec::ObjectReader& reader, const std::string& facility_class) {
  models::Part part;
  part.code = reader.text("code", true, maximum_code);
  part.facility_class = read_class_code(reader, facility_class);
  part.name = reader.localized("name", true);
  part.unit = reader.text("unit", false, 20);
  part.barcode = reader.text("barcode", false, maximum_code);
  part.cents = static_cast<int>(reader.integer("cents", 0, 100'000'000, 0));
  part.usual = static_cast<int>(reader.integer("usual", 0, 10'000, 0));
  reader.finish();
  return part;
}

}  // namespace

models::Result<dispatch::ClassDefinition> parse_class(std::string_view text) {
  std::vector<FieldError> errors;
  dispatch::ClassDefinition definition;
  if (auto reader = codec::ObjectReader::parse(text, errors)) {
    if (auto facility_class = reader->object("class", true))
      definition.facility_class = read_facility_class(*facility_class);
    const auto& code = definition.facility_class.code;
    for (auto& kind : reader->objects("fault_kinds", false))
      definition.kinds.push_back(read_kind(kind, code));
    for (auto& policy : reader->objects("policies", false))
      definition.policies.push_back(read_policy(policy, code));
    for (auto& part : reader->objects("parts", false)) definition.parts.push_back(read_part(part, code));
    for (auto& calendar : reader->objects("calendars", false))
      definition.calendars.push_back(read_calendar(calendar));
    reader->finish();
  }
  if (auto error = codec::error_of(std::move(errors), "the class definition")) return std::move(*error);
  return definition;
}

std::string write_class(const dispatch::ClassDefinition& definition) {
  Json result{{"class", json_of(definition.facility_class)},
              {"fault_kinds", Json::array()},
              {"policies", Json::array()},
              {"calendars", Json::array()},
              {"parts", Json::array()}};
  for (const auto& kind : definition.kinds) result["fault_kinds"].push_back(json_of(kind));
  for (const auto& policy : definition.policies) result["policies"].push_back(json_of(policy));
  for (const auto& calendar : definition.calendars) result["calendars"].push_back(json_of(calendar));
  for (const auto& part : definition.parts) result["parts"].push_back(json_of(part));
  return result.dump(2) + "\n";
}

std::string write_crew(const models::Crew& crew) { return json_of(crew).dump(2) + "\n"; }

}  // namespace town
