#pragma once
#include <string>
#include <string_view>

#include "dispatch/triage.h"
#include "models/store.h"

namespace support {

/// A town small enough to know by heart: three villages, four classes, five crews, nine people.
///
/// Shape   classes heater, streetlight (merges by circuit), toilet, gas; kinds HP-NOHEAT, HP-COOL, SL-DARK,
/// WC-BLOCKED,
///         WC-DIRTY (clock 06-22), GS-SMELL (refer to 119); crews: heat (day shift, on call), heat2 (always),
///         light (village A only), toilet (capacity 2), gone (not active)
struct SmallTown {
  static constexpr auto village_a = "110112119201";
  static constexpr auto village_b = "110112119202";
  static constexpr auto village_c = "110112119203";

  models::FacilityId heater;     ///< LC-HP-1 in village A
  models::FacilityId toilet;     ///< LC-WC-1 in village B
  models::FacilityId lamps[3];   ///< LC-SL-1 … 3 on circuit C-7 in village A, 40 m apart
  models::FacilityId lone_lamp;  ///< LC-SL-9 on circuit C-9 in village B
  models::CrewId heat, heat2, light, toilets, gone;
  models::Actor operator_, dispatcher, supervisor, checker, auditor, admin, village_reporter;
  models::Actor heat_member, heat2_member, light_member, toilet_member;

  const models::Actor& member_of(models::CrewId crew) const;
};

/// Writes the town into an empty store.
SmallTown build_small_town(models::Transaction& tx);

/// 2026-11-23T08:00:00+08:00, a Monday, plus so much.
models::Time monday_morning(models::Duration later = models::Duration{0});

/// A report as the hotline takes it: who, what kind, and on which facility (any of the last may be empty).
models::NewReport call(std::string name, std::string phone, std::string kind,
                       models::FacilityId facility = {});

/// A receipt token no other report has.
std::string next_token();

/// Receives a report and opens an order for it; throws when either is refused.
dispatch::Triaged open_order_for(models::Transaction& tx, const models::Actor& actor,
                                 const models::NewReport& report, models::Time now);

}  // namespace support
