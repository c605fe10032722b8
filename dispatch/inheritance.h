#pragma once
#include <optional>
#include <string>
#include <vector>

#include "models/error.h"
#include "models/store.h"

namespace dispatch {

/// The rules of a district, as its towns inherit them.
struct DistrictRules {
  std::vector<models::FacilityClass> classes;
  std::vector<models::Calendar> calendars;
  std::vector<models::SlaPolicy> policies;
  std::vector<models::FaultKind> kinds;
};
DistrictRules read_district_rules(models::Transaction& district);

/// Whether two rules say the same. Versions and the beginning of a policy are each installation's own.
bool same_rule(const models::FacilityClass& one, const models::FacilityClass& other);
bool same_rule(const models::Calendar& one, const models::Calendar& other);
bool same_rule(const models::SlaPolicy& one, const models::SlaPolicy& other);
bool same_rule(const models::FaultKind& one, const models::FaultKind& other);

/// Takes in what the district has and the town has not overridden; answers how many rules changed. A rule
/// that the town already had when it came under the district, and that says something else, is its own. What
/// is changed holds from `now` on: running orders keep the clocks that they started with.
int inherit(models::Transaction& town, const DistrictRules& rules, models::Time now);

/// Whether inherit() would change anything: reads only.
bool would_inherit(models::Transaction& town, const DistrictRules& rules);

/// Saves a rule that somebody of the town wrote: an inherited one that says something else now is the town's
/// own from then on.
template <class Rule>
void save_own(models::Transaction& town, const Rule& rule);
extern template void save_own(models::Transaction& town, const models::FacilityClass& rule);
extern template void save_own(models::Transaction& town, const models::Calendar& rule);
extern template void save_own(models::Transaction& town, const models::SlaPolicy& rule);
extern template void save_own(models::Transaction& town, const models::FaultKind& rule);

/// Gives up a rule of the town's own for the district's.
///
/// Errors  forbidden; not_found when the district has no such rule; conflict when it is inherited already
models::Result<models::InheritedRule> take_back(models::Transaction& town, const models::Actor& actor,
                                                const DistrictRules& rules, models::RuleKind kind,
                                                const std::string& code, models::Time now);

}  // namespace dispatch
