#pragma once
#include <string>
#include <vector>

#include "models/report.h"
#include "models/store.h"

namespace dispatch {

/// What is known of a report while it is typed, or afterwards.
struct DuplicateQuestion {
  models::FacilityId facility;
  std::string village_code;
  std::string facility_class;
  std::string fault_kind;
  std::string phone;
  std::optional<models::Position> position;
  models::Reach reach{};  ///< of who asks: nothing outside it is told
};

/// Open orders that may be about the same thing, most likely first.
///
/// Shape   at most `limit`; score 0–100: same facility 60, same circuit (class merges by circuit) 50, same
/// phone 25, within
///         50 m 30, same village 10, same kind 20, same class 5; only ≥ 30 are told. ≥ 80 is as good as
///         certain
/// Source  条例 art. 11(3): same demand, no new facts, still open: one order
std::vector<models::DuplicateCandidate> find_duplicates(models::Transaction& tx,
                                                        const DuplicateQuestion& question, models::Time now,
                                                        int limit = 10);

DuplicateQuestion question_of(const models::Report& report);

}  // namespace dispatch
