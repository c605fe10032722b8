#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "models/error.h"
#include "models/store.h"

namespace dispatch {

/// Every reason something may be asked for: the town's own, and of those that come with the program the ones
/// the town has not replaced. By code.
std::vector<models::RequestReason> request_reasons(models::Transaction& tx);
std::optional<models::RequestReason> find_reason(models::Transaction& tx, std::string_view code);

/// Takes in a reason by its code, new or changed. What was asked under it before stays as it is.
///
/// Errors  forbidden; invalid with every wrong field
models::Result<models::RequestReason> save_reason(models::Transaction& tx, const models::Actor& actor,
                                                  const models::RequestReason& reason);

}  // namespace dispatch
