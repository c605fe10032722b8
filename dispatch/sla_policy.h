#pragma once
#include <string>
#include <vector>

#include "models/error.h"
#include "models/report.h"
#include "models/store.h"

namespace dispatch {

/// What a promise depends on besides the kind of fault.
struct PolicyFacts {
  bool danger = false;
  bool frail_person = false;
  int reports = 1;  ///< on the facility within 30 days, this one counted
  models::Time received_at{};
};

/// A policy with the modifiers that chose it.
///
/// Shape   reasons: off_season, danger, repeated, frail_person, cold_wave
struct ChosenPolicy {
  models::SlaPolicy policy;
  std::vector<std::string> reasons;
};

/// Picks the policy version that holds at receipt: the kind's own in its season, danger's before all; else
/// one step up for a third report in 30 days, and the urgent one for a frail person or in a cold wave.
///
/// Errors  invalid when a policy is named that does not exist
models::Result<ChosenPolicy> choose_policy(models::CatalogStore& catalog, const models::FaultKind& kind,
                                           const PolicyFacts& facts);

/// The facts of a report that may have been corrected since it was stored.
PolicyFacts facts_of(models::Transaction& tx, const models::Report& report);

/// Reports on a facility since 30 days before a moment, and until another if one is given.
int reports_on(models::Transaction& tx, models::FacilityId facility, models::Time at,
               models::Time until = models::Time::max());

}  // namespace dispatch
