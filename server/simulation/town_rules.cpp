#include "server/simulation/town_rules.h"

#include <algorithm>

namespace simulation {
namespace {

template <class Item>
std::optional<Item> find(const std::vector<Item>& items, std::string_view code) {
  const auto found =
      std::find_if(items.begin(), items.end(), [&](const Item& item) { return item.code == code; });
  return found == items.end() ? std::nullopt : std::optional<Item>(*found);
}

}  // namespace

TownRules::TownRules(const std::vector<dispatch::ClassDefinition>& classes) {
  for (const auto& definition : classes) {
    classes_.push_back(definition.facility_class);
    kinds_.insert(kinds_.end(), definition.kinds.begin(), definition.kinds.end());
    policies_.insert(policies_.end(), definition.policies.begin(), definition.policies.end());
    for (const auto& calendar : definition.calendars)
      if (!find_calendar(calendar.code)) calendars_.push_back(calendar);
  }
}

std::optional<models::FacilityClass> TownRules::find_class(std::string_view code) {
  return find(classes_, code);
}
std::optional<models::FaultKind> TownRules::find_kind(std::string_view code) { return find(kinds_, code); }
std::optional<models::SlaPolicy> TownRules::find_policy(std::string_view code) {
  return find(policies_, code);
}
std::optional<models::Calendar> TownRules::find_calendar(std::string_view code) {
  return find(calendars_, code);
}

}  // namespace simulation
