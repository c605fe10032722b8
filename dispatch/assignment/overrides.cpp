#include <algorithm>
#include <map>
#include <tuple>

#include "dispatch/assignment/planning.h"
#include "dispatch/permissions.h"
#include "dispatch/reach.h"

namespace dispatch {
namespace {

constexpr models::Duration learnt_from{90LL * 24 * 3600};
constexpr models::Duration longest_report{370LL * 24 * 3600};
constexpr int enough = 3;  // choices in the same direction that make a preference

std::vector<OverrideCount> counts(const std::map<std::string, int>& all) {
  std::vector<OverrideCount> sorted;
  sorted.reserve(all.size());
  for (const auto& [key, count] : all) sorted.push_back({key, count});
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& one, const auto& other) { return one.count > other.count; });
  return sorted;
}

}  // namespace

std::vector<models::Preference> preferences(models::Transaction& tx, models::Time now) {
  std::map<std::tuple<std::string, std::string, models::CrewId>, models::Preference> all;
  for (const auto& one : tx.plans().overrides(now - learnt_from, now + models::Duration{1})) {
    if (one.village_code.empty() || !one.crew) continue;
    auto& preference = all[{one.facility_class, one.village_code, one.crew}];
    preference.facility_class = one.facility_class;
    preference.village_code = one.village_code;
    preference.crew = one.crew;
    ++preference.overrides;
    preference.last = std::max(preference.last, one.at);
  }
  // One crew for each class and village: the one chosen most often, of equals the one chosen last.
  std::vector<models::Preference> kept;
  for (const auto& [key, one] : all) {
    if (one.overrides < enough) continue;
    if (kept.empty() || kept.back().facility_class != one.facility_class ||
        kept.back().village_code != one.village_code)
      kept.push_back(one);
    else if (std::tie(one.overrides, one.last) > std::tie(kept.back().overrides, kept.back().last))
      kept.back() = one;
  }
  return kept;
}

models::Result<OverrideReport> report_overrides(models::Transaction& tx, const models::Actor& actor,
                                                models::Time from, models::Time to, models::Time now) {
  if (const auto allowed = require(actor, Permission::plan_read); !allowed) return allowed.error();
  if (actor.crew) return models::forbidden("a crew sees its own day, not how people chose");
  if (to <= from || to - from > longest_report)
    return models::invalid("to", "out_of_range", "to is after from, and at most 370 days later");
  OverrideReport report;
  report.overrides = tx.plans().overrides(from, to);
  const auto reach = reach_of(actor);
  std::erase_if(report.overrides, [&](const models::Override& one) {
    return !covers_place(reach, one.village_code, one.facility_class);
  });
  std::map<std::string, int> by_reason, by_class, by_village, by_crews;
  for (const auto& one : report.overrides) {
    ++by_reason[one.reason];
    ++by_class[one.facility_class];
    ++by_village[one.village_code];
    ++by_crews[one.engine_crew.text() + ">" + one.crew.text()];
  }
  report.by_reason = counts(by_reason);
  report.by_class = counts(by_class);
  report.by_village = counts(by_village);
  report.by_crews = counts(by_crews);
  report.preferences = preferences(tx, now);
  std::erase_if(report.preferences, [&](const models::Preference& one) {
    return !covers_place(reach, one.village_code, one.facility_class);
  });
  return report;
}

}  // namespace dispatch
