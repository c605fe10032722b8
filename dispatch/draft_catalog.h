#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/store.h"

namespace dispatch {

/// The catalog as it would be with a draft in force all along: the draft's policies and calendars, else the
/// newest of the store, each read once. For looking back only.
///
/// Errors  throws std::logic_error on every write
class DraftCatalog final : public models::CatalogStore {
 public:
  DraftCatalog(models::CatalogStore& store, const std::vector<models::SlaPolicy>& policies,
               const std::vector<models::Calendar>& calendars, models::Time from);
  void save(const models::FacilityClass& facility_class) override;
  void save(const models::FaultKind& kind) override;
  void save(const models::SlaPolicy& policy) override;
  void save(const models::Calendar& calendar) override;
  void save(const models::InheritedRule& rule) override;
  models::ColdWaveId insert(const models::ColdWave& wave) override;
  void update(const models::ColdWave& wave) override;
  std::optional<models::FacilityClass> find_class(std::string_view code) override;
  std::optional<models::FaultKind> find_kind(std::string_view code) override;
  std::optional<models::SlaPolicy> find_policy(std::string_view code) override;
  std::optional<models::SlaPolicy> find_policy(std::string_view code, int version) override;
  std::optional<models::SlaPolicy> find_policy(std::string_view code, models::Time at) override;
  std::optional<models::Calendar> find_calendar(std::string_view code) override;
  std::optional<models::Calendar> find_calendar(std::string_view code, int version) override;
  std::vector<models::ColdWave> cold_waves(models::Time since) override;
  std::vector<models::FacilityClass> classes() override;
  std::vector<models::FaultKind> kinds() override;
  std::vector<models::SlaPolicy> policies() override;
  std::vector<models::Calendar> calendars() override;
  std::vector<models::InheritedRule> inherited() override;

 private:
  template <class T>
  using Known = std::map<std::string, std::optional<T>, std::less<>>;
  models::CatalogStore& store_;
  Known<models::FaultKind> kinds_;
  Known<models::SlaPolicy> policies_;
  Known<models::Calendar> calendars_;
  std::vector<models::ColdWave> waves_;
};

}  // namespace dispatch
