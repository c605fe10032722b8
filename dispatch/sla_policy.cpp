#include "dispatch/sla_policy.h"

#include <algorithm>
#include <utility>

#include "dispatch/calendar.h"
#include "dispatch/change.h"

namespace dispatch {
namespace {

constexpr models::Duration looked_back = std::chrono::days{30};
constexpr int repeated_from = 3;

std::chrono::sys_days town_date(models::Time at) {
  return std::chrono::floor<std::chrono::days>(at + models::Duration{town_utc_offset_seconds});
}

bool in_cold_wave(models::CatalogStore& catalog, models::Time at) {
  const auto waves = catalog.cold_waves(at);
  return std::any_of(waves.begin(), waves.end(), [&](const auto& wave) { return wave.from <= at; });
}

}  // namespace

models::Result<ChosenPolicy> choose_policy(models::CatalogStore& catalog, const models::FaultKind& kind,
                                           const PolicyFacts& facts) {
  ChosenPolicy chosen;
  const auto take = [&](const std::string& code) -> models::Result<void> {
    auto policy = catalog.find_policy(code, facts.received_at);
    if (!policy)
      return models::invalid("fault_kind", "unknown",
                             "the fault kind " + kind.code + " promises the SLA policy '" + code +
                                 "', which does not exist: correct the class definition");
    chosen.policy = *std::move(policy);
    return {};
  };
  // `code` may lie in the policy that is replaced: nothing reads it afterwards.
  const auto turn = [&](const std::string& code, const char* reason) -> models::Result<void> {
    if (code.empty()) return {};
    chosen.reasons.emplace_back(reason);
    return take(code);
  };
  if (auto taken = take(kind.policy); !taken) return taken.error();
  if (facts.danger && !chosen.policy.danger_policy.empty()) {
    if (auto turned = turn(chosen.policy.danger_policy, "danger"); !turned) return turned.error();
    return chosen;
  }
  if (chosen.policy.season && !in_season(*chosen.policy.season, town_date(facts.received_at)))
    if (auto turned = turn(chosen.policy.off_season_policy, "off_season"); !turned) return turned.error();
  if (facts.reports >= repeated_from)
    if (auto turned = turn(chosen.policy.raised_policy, "repeated"); !turned) return turned.error();
  if (chosen.policy.urgent_policy.empty()) return chosen;
  const bool cold = !facts.frail_person && in_cold_wave(catalog, facts.received_at);
  if (facts.frail_person || cold)
    if (auto turned = turn(chosen.policy.urgent_policy, cold ? "cold_wave" : "frail_person"); !turned)
      return turned.error();
  return chosen;
}

int reports_on(models::Transaction& tx, models::FacilityId facility, models::Time at, models::Time until) {
  return facility ? tx.reports().count_on(facility, at - looked_back, until) : 0;
}

PolicyFacts facts_of(models::Transaction& tx, const models::Report& report) {
  PolicyFacts facts{report.danger, report.frail_person, 1, report.received_at};
  if (!report.facility) return facts;
  const auto stored = tx.reports().find(report.id);
  const bool counted = stored && stored->facility == report.facility;
  facts.reports = reports_on(tx, report.facility, report.received_at) + (counted ? 0 : 1);
  return facts;
}

}  // namespace dispatch
