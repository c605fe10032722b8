#pragma once
#include <optional>
#include <vector>

#include "dispatch/change.h"
#include "models/error.h"
#include "models/store.h"

namespace dispatch {

/// The facts of a request, for the event log.
Details details_of(const models::Request& request);

/// When a pause of this order could begin at the earliest: when it was sent (or opened), or when the last
/// pause ended.
models::Time earliest_pause(const models::WorkOrder& order);

/// Errors  invalid when all extensions of one clock together would be longer than the reason allows
models::Result<void> check_amount(const std::vector<models::Request>& earlier, const models::Request& request,
                                  const models::RequestReason& reason);

/// Does what an approved request asks for and tells the reporter; fills `ends_at` of a pause or shelving. The
/// caller stores the request.
///
/// Errors  conflict when the order no longer allows it
models::Result<void> take_effect(models::Transaction& tx, const models::Actor& actor,
                                 models::WorkOrder& order, models::Request& request,
                                 const models::RequestReason& reason,
                                 const std::optional<models::CrewId>& crew, models::Time now);

}  // namespace dispatch
