#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "models/ids.h"
#include "models/names.h"
#include "models/place.h"
#include "models/store.h"
#include "models/time.h"
#include "server/api/codec_written.h"
#include "server/api/views.h"

// Only codec_*.cpp may include this: it brings nlohmann/json with it.
namespace api {

using OrderedJson = nlohmann::ordered_json;

inline OrderedJson or_null(const std::string& text) {
  return text.empty() ? OrderedJson(nullptr) : OrderedJson(text);
}
template <class Tag>
OrderedJson or_null(models::Id<Tag> id) {
  return id ? OrderedJson(id.text()) : OrderedJson(nullptr);
}
inline OrderedJson json_of(const std::optional<models::Time>& time) {
  return time ? OrderedJson(models::to_rfc3339(*time)) : OrderedJson(nullptr);
}
OrderedJson json_of(const models::LocalizedText& text);

/// What codec_written.h writes, as a value among others: for answers that are seldom asked for.
template <class View>
OrderedJson json_of_written(const View& view) {
  return OrderedJson::parse(codec::text_of(view));
}
inline OrderedJson json_of(const std::optional<models::Position>& position) {
  return json_of_written(position);
}
inline OrderedJson json_of(const std::optional<FacilityReference>& facility) {
  return json_of_written(facility);
}
inline OrderedJson json_of(const ReportView& view) { return json_of_written(view); }
inline OrderedJson json_of(const FacilityView& view) { return json_of_written(view); }

}  // namespace api
