#pragma once
#include <string>
#include <vector>

#include "dispatch/register.h"
#include "models/store.h"

namespace simulation {

/// The town's classes, kinds, policies and calendars in memory, so that the simulated orders run under the
/// same rules (dispatch/sla_clock) as the real ones.
class TownRules final : public models::CatalogStore {
 public:
  explicit TownRules(const std::vector<dispatch::ClassDefinition>& classes);

  void save(const models::FacilityClass& facility_class) override { classes_.push_back(facility_class); }
  void save(const models::FaultKind& kind) override { kinds_.push_back(kind); }
  void save(const models::SlaPolicy& policy) override { policies_.push_back(policy); }
  void save(const models::Calendar& calendar) override { calendars_.push_back(calendar); }
  void save(const models::InheritedRule&) override {}  // a simulated town is under no district
  std::optional<models::FacilityClass> find_class(std::string_view code) override;
  std::optional<models::FaultKind> find_kind(std::string_view code) override;
  std::optional<models::SlaPolicy> find_policy(std::string_view code) override;
  std::optional<models::SlaPolicy> find_policy(std::string_view code, int) override {
    return find_policy(code);
  }
  std::optional<models::SlaPolicy> find_policy(std::string_view code, models::Time) override {
    return find_policy(code);
  }
  std::optional<models::Calendar> find_calendar(std::string_view code) override;
  std::optional<models::Calendar> find_calendar(std::string_view code, int) override {
    return find_calendar(code);
  }
  models::ColdWaveId insert(const models::ColdWave& wave) override {
    cold_waves_.push_back(wave);
    return cold_waves_.back().id = {static_cast<std::int64_t>(cold_waves_.size())};
  }
  void update(const models::ColdWave& wave) override {
    cold_waves_.at(static_cast<std::size_t>(wave.id.value) - 1) = wave;
  }
  std::vector<models::ColdWave> cold_waves(models::Time since) override {
    auto waves = cold_waves_;
    std::erase_if(waves, [&](const auto& wave) { return wave.to <= since; });
    return waves;
  }
  std::vector<models::FacilityClass> classes() override { return classes_; }
  std::vector<models::FaultKind> kinds() override { return kinds_; }
  std::vector<models::SlaPolicy> policies() override { return policies_; }
  std::vector<models::Calendar> calendars() override { return calendars_; }
  std::vector<models::InheritedRule> inherited() override { return {}; }

 private:
  std::vector<models::FacilityClass> classes_;
  std::vector<models::FaultKind> kinds_;
  std::vector<models::SlaPolicy> policies_;
  std::vector<models::Calendar> calendars_;
  std::vector<models::ColdWave> cold_waves_;
};

}  // namespace simulation
