#pragma once
#include <string>
#include <vector>

#include "models/audit.h"
#include "models/error.h"
#include "models/store.h"

namespace dispatch {

/// Why somebody wants to see a person in clear.
///
/// Shape   words: needed for `other`, at most 200 characters
struct UnmaskWish {
  models::UnmaskReason reason = models::UnmaskReason::other;
  std::string words;
};

struct Contact {
  models::ReportId report;  ///< none: the household of a facility
  std::string name;
  std::string phone;
  std::string address;
};

/// One thing's personal data in clear.
struct Unmasked {
  std::string name;  ///< of a facility, as people call it
  std::string address;
  std::string description;
  std::vector<Contact> contacts;
};

/// Gives the personal data of one thing in clear and puts the look on record: `entry` becomes the row, which
/// is written even though nothing changes.
///
/// Shape   a crew may look at its own orders from acceptance until they are resolved, and at nothing else;
///         per_hour: looks of one account in an hour
/// Errors  unauthenticated, forbidden; not_found, also for who may not see it; conflict while the crew has
/// not
///         accepted; invalid without words for `other`; unavailable beyond per_hour
models::Result<Unmasked> unmask(models::Transaction& tx, const models::Actor& actor, models::ReportId id,
                                const UnmaskWish& wish, int per_hour, models::AuditEntry& entry,
                                models::Time now);
models::Result<Unmasked> unmask(models::Transaction& tx, const models::Actor& actor, models::WorkOrderId id,
                                const UnmaskWish& wish, int per_hour, models::AuditEntry& entry,
                                models::Time now);
models::Result<Unmasked> unmask(models::Transaction& tx, const models::Actor& actor, models::FacilityId id,
                                const UnmaskWish& wish, int per_hour, models::AuditEntry& entry,
                                models::Time now);

}  // namespace dispatch
