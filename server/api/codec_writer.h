#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "models/ids.h"
#include "models/names.h"
#include "models/place.h"
#include "models/store.h"
#include "models/time.h"
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
OrderedJson json_of(const std::optional<models::Position>& position);
OrderedJson json_of(const std::optional<FacilityReference>& facility);
OrderedJson json_of(const ReportView& view);
OrderedJson json_of(const WorkOrderView& view);
OrderedJson json_of(const FacilityView& view);
OrderedJson json_of(const models::Attachment& attachment);

template <class Item>
std::string page_of(const models::Page<Item>& page) {
  auto items = OrderedJson::array();
  for (const auto& item : page.items) items.push_back(json_of(item));
  return OrderedJson{{"items", std::move(items)}, {"next", or_null(page.next)}}.dump();
}

}  // namespace api
