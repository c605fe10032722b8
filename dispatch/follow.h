#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/store.h"

namespace dispatch {

/// What follows from a fact about an order, in its transaction: chains of escalation start and stop, a
/// request that an ending overtakes lapses, a request whose pause is over is ended. Called for every fact
/// told.
void follow(models::Transaction& tx, const models::Actor& actor, models::Time now, models::EventKind kind,
            const models::WorkOrder& order, const std::vector<std::pair<std::string, std::string>>& details);

/// The approved pause or shelving that holds an order now; nothing when none does.
std::optional<models::Request> running_request(models::Transaction& tx, models::WorkOrderId order);

}  // namespace dispatch
