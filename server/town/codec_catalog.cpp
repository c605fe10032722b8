#include "server/town/codec_catalog.h"

#include <utility>

#include "models/names.h"

namespace town {

Json json_of(const models::LocalizedText& text) { return Json{{"zh", text.zh}, {"en", text.en}}; }

Json json_of(const std::vector<models::LocalizedText>& texts) {
  auto list = Json::array();
  for (const auto& text : texts) list.push_back(json_of(text));
  return list;
}

Json json_of(const std::vector<models::WorkingSpan>& spans) {
  auto list = Json::array();
  for (const auto& span : spans)
    list.push_back(
        {{"weekday", span.weekday}, {"from_minute", span.from_minute}, {"to_minute", span.to_minute}});
  return list;
}

Json json_of(const models::FacilityClass& facility_class) {
  auto attributes = Json::array();
  for (const auto& attribute : facility_class.attributes) {
    Json item{{"code", attribute.code},
              {"name", json_of(attribute.name)},
              {"type", models::name(attribute.type)},
              {"required", attribute.required}};
    if (!attribute.choices.empty()) item["choices"] = attribute.choices;
    attributes.push_back(std::move(item));
  }
  return {{"code", facility_class.code},
          {"name", json_of(facility_class.name)},
          {"icon", facility_class.icon},
          {"merges_by_circuit", facility_class.merges_by_circuit},
          {"verify_after_dusk", facility_class.verify_after_dusk},
          {"recheck_percent", facility_class.recheck_percent},
          {"attributes", std::move(attributes)}};
}

Json json_of(const models::FaultKind& kind) {
  Json checklist = Json::array();
  for (const auto& item : kind.checklist)
    checklist.push_back({{"code", item.code}, {"name", json_of(item.name)}});
  return {{"code", kind.code},
          {"class", kind.facility_class},
          {"name", json_of(kind.name)},
          {"wording", kind.wording},
          {"policy", kind.policy},
          {"danger", json_of(kind.danger)},
          {"questions", json_of(kind.questions)},
          {"advice", json_of(kind.advice)},
          {"skill", kind.skill},
          {"refer_to", kind.refer_to.empty() ? Json() : Json(kind.refer_to)},
          {"estimate", models::to_iso8601(kind.estimate)},
          {"evidence", kind.evidence},
          {"checklist", std::move(checklist)}};
}

Json json_of(const models::Part& part) {
  return {{"code", part.code},       {"name", json_of(part.name)}, {"unit", part.unit},
          {"barcode", part.barcode}, {"cents", part.cents},        {"usual", part.usual}};
}

Json json_of(const models::Crew& crew) {
  Json result{{"code", crew.code},
              {"name", json_of(crew.name)},
              {"skills", crew.skills},
              {"villages", crew.villages},
              {"shifts", json_of(crew.shifts)},
              {"utc_offset_seconds", crew.utc_offset_seconds},
              {"on_call", crew.on_call},
              {"capacity", crew.capacity},
              {"contractor", crew.contractor},
              {"phone", crew.phone},
              {"active", crew.active}};
  if (crew.base)
    result["base"] = {{"latitude", crew.base->latitude},
                      {"longitude", crew.base->longitude},
                      {"source", crew.base->source}};
  return result;
}

}  // namespace town
