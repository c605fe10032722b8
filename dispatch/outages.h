#pragma once
#include <optional>
#include <string>
#include <vector>

#include "models/actor.h"
#include "models/error.h"
#include "models/outage.h"
#include "models/store.h"

namespace dispatch {

inline constexpr std::size_t most_outage_orders = 200;

/// Shape   parent: one of `orders`; none: the order received first leads
struct NewOutage {
  models::OutageReason reason = models::OutageReason::other;
  std::string words;
  std::optional<models::Time> expected_at;
  models::WorkOrderId parent;
  std::vector<models::WorkOrderId> orders;
};

/// One act for one cause: keeps parent and children, notes it on each order and informs every reporter once.
///
/// Errors  unauthenticated, forbidden; invalid with every wrong field, each order by its place in the list
///         (`work_order_ids[3]`: unknown, ended, or of another running outage); nothing is done then
models::Result<models::Outage> declare_outage(models::Transaction& tx, const models::Actor& actor,
                                              NewOutage input, models::Time now);

/// The cause is gone: every reporter whose order still runs hears that it is being checked. The orders stay.
///
/// Errors  unauthenticated, forbidden, not_found; invalid `words`; conflict when it ended before
models::Result<models::Outage> end_outage(models::Transaction& tx, const models::Actor& actor,
                                          models::OutageId id, const std::string& words, models::Time now);

/// What to call it before people.
models::LocalizedText outage_reason_name(models::OutageReason reason);

/// Whether the actor sees its parent.
bool may_see(models::Transaction& tx, const models::Actor& actor, const models::Outage& outage);

}  // namespace dispatch
