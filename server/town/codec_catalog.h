#pragma once
#include <nlohmann/json.hpp>
#include <vector>

#include "models/catalog.h"
#include "models/crew.h"
#include "models/field_work.h"
#include "models/place.h"

// Only codec_*.cpp may include this: it brings nlohmann/json with it.
namespace town {

using Json = nlohmann::ordered_json;

// How the rules kept as data look in files and in the API: one shape for both.
Json json_of(const models::LocalizedText& text);
Json json_of(const std::vector<models::LocalizedText>& texts);
Json json_of(const std::vector<models::WorkingSpan>& spans);
Json json_of(const models::FacilityClass& facility_class);
Json json_of(const models::FaultKind& kind);
Json json_of(const models::Part& part);
Json json_of(const models::SlaPolicy& policy);
Json json_of(const models::Calendar& calendar);
Json json_of(const models::Crew& crew);

}  // namespace town
