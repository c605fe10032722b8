#pragma once
#include <optional>

#include "dispatch/lifecycle.h"
#include "dispatch/permissions.h"
#include "models/error.h"
#include "models/store.h"
#include "models/work_order.h"

// What a crew did without a network and told of later. See decision record 0031.
namespace dispatch {

/// Nearer to now than this is not late: the phone and the network took their time.
inline constexpr models::Duration heard_at_once{60};
/// What is older counts as if it were this old: no phone waits longer, and no memory of keys is kept longer.
inline constexpr models::Duration longest_late = std::chrono::hours{7 * 24};

/// The step as it was taken out there: `now` becomes the time the phone says, held between the moment the
/// crew was sent (for resolve: the moment it arrived) and now; `heard_at` says when we heard of it. A step
/// heard of at once stays as it is.
Step taken_at(const models::WorkOrder& order, Step step, models::Time said, models::WorkOrderAction action);

/// Whether this order was ever in the hands of the actor's crew.
bool had_in_hand(models::Transaction& tx, const models::Actor& actor, models::WorkOrderId order);

/// As find_for of change.h, for notes and photos: a crew may still hand in what it wrote and photographed
/// after the order went to another one.
models::Result<models::WorkOrder> find_to_record(models::Transaction& tx, const Step& step,
                                                 models::WorkOrderAction action, Permission permission);

/// A step that a second phone of the same crew took as well: accept, arrive, make_safe, resume. The earlier
/// moment counts for the clock, and the second is told of too.
///
/// Errors  nothing when it is not that: then the first refusal stands
std::optional<models::WorkOrder> merge_step(models::Transaction& tx, const Step& step,
                                            models::WorkOrderAction action);

}  // namespace dispatch
