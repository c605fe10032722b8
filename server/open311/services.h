#pragma once
#include <string>
#include <vector>

#include "models/catalog.h"
#include "models/store.h"
#include "server/open311/document.h"
#include "server/open311/settings.h"

namespace open311 {

/// A question of the intake as an attribute of a service definition.
///
/// Shape   type: string, singlevaluelist or multivaluelist; values: key and name
struct Attribute {
  std::string code;
  std::string type;
  bool required = false;
  std::string hint;
  std::string question;
  std::vector<std::pair<std::string, std::string>> values{};
};

inline constexpr std::string_view danger_attribute = "danger";
inline constexpr std::string_view no_danger = "none";
inline constexpr std::string_view frail_attribute = "frail_person";
inline constexpr std::string_view facility_attribute = "facility_code";

/// Whether a fault kind is a service: what always goes to 119, 110 or 120 is none, nobody shall wait for it.
bool is_service(const models::FaultKind& kind);

/// realtime, batch or blackbox.
std::string_view type_of(const Settings& settings, const std::string& fault_kind);

std::vector<Attribute> attributes_of(const Settings& settings, const models::FaultKind& kind);

Node service_list(models::Transaction& tx, const Settings& settings);
Node definition(const Settings& settings, const models::FaultKind& kind);

/// Shape   base: https://town.example
Node discovery(const Settings& settings, const models::LocalizedText& town, const std::string& base);

}  // namespace open311
