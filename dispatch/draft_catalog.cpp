#include "dispatch/draft_catalog.h"

#include <stdexcept>

namespace dispatch {
namespace {

[[noreturn]] void refuse() { throw std::logic_error("a draft is never written"); }

template <class Known, class Find>
auto once(Known& known, std::string_view code, Find find) {
  auto found = known.find(code);
  if (found == known.end()) found = known.emplace(std::string(code), find()).first;
  return found->second;
}

}  // namespace

DraftCatalog::DraftCatalog(models::CatalogStore& store, const std::vector<models::SlaPolicy>& policies,
                           const std::vector<models::Calendar>& calendars, models::Time from)
    : store_(store), waves_(store.cold_waves(from)) {
  for (const auto& policy : policies) policies_[policy.code] = policy;
  for (const auto& calendar : calendars) calendars_[calendar.code] = calendar;
}

void DraftCatalog::save(const models::FacilityClass&) { refuse(); }
void DraftCatalog::save(const models::FaultKind&) { refuse(); }
void DraftCatalog::save(const models::SlaPolicy&) { refuse(); }
void DraftCatalog::save(const models::Calendar&) { refuse(); }
void DraftCatalog::save(const models::InheritedRule&) { refuse(); }
models::ColdWaveId DraftCatalog::insert(const models::ColdWave&) { refuse(); }
void DraftCatalog::update(const models::ColdWave&) { refuse(); }

std::optional<models::FacilityClass> DraftCatalog::find_class(std::string_view code) {
  return store_.find_class(code);
}

std::optional<models::FaultKind> DraftCatalog::find_kind(std::string_view code) {
  return once(kinds_, code, [&] { return store_.find_kind(code); });
}

std::optional<models::SlaPolicy> DraftCatalog::find_policy(std::string_view code) {
  return once(policies_, code, [&] { return store_.find_policy(code); });
}

std::optional<models::SlaPolicy> DraftCatalog::find_policy(std::string_view code, int) {
  return find_policy(code);
}

std::optional<models::SlaPolicy> DraftCatalog::find_policy(std::string_view code, models::Time) {
  return find_policy(code);
}

std::optional<models::Calendar> DraftCatalog::find_calendar(std::string_view code) {
  return once(calendars_, code, [&] { return store_.find_calendar(code); });
}

std::optional<models::Calendar> DraftCatalog::find_calendar(std::string_view code, int) {
  return find_calendar(code);
}

std::vector<models::ColdWave> DraftCatalog::cold_waves(models::Time since) {
  std::vector<models::ColdWave> waves;
  for (const auto& wave : waves_)
    if (wave.to > since) waves.push_back(wave);
  return waves;
}

std::vector<models::FacilityClass> DraftCatalog::classes() { return store_.classes(); }
std::vector<models::FaultKind> DraftCatalog::kinds() { return store_.kinds(); }
std::vector<models::SlaPolicy> DraftCatalog::policies() { return store_.policies(); }
std::vector<models::Calendar> DraftCatalog::calendars() { return store_.calendars(); }
std::vector<models::InheritedRule> DraftCatalog::inherited() { return store_.inherited(); }

}  // namespace dispatch
