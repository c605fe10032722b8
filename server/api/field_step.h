#pragma once
#include <optional>

#include "dispatch/field_time.h"
#include "server/api/endpoint.h"

namespace api {

/// When a crew did it, of a step that reaches us later: the header `Field-Time`, by the server's clock.
///
/// Shape   nothing when it is not given
/// Errors  invalid when it is no time, or given by somebody who is of no crew
models::Result<std::optional<models::Time>> field_time(const Call& call);

/// The step as it was taken out there; as it is when no time was said or the order is unknown.
dispatch::Step field_step(models::Transaction& tx, dispatch::Step step,
                          const std::optional<models::Time>& said, models::WorkOrderAction action);

/// Why a late step cannot count, when that is no fault of the crew: the order went to another crew
/// (`reassigned`) or was given up (`cancelled`). Nothing for every other refusal.
std::optional<http::Response> what_happened(models::Transaction& tx, const dispatch::Step& step,
                                            const models::Error& refusal, const http::Request& request);

}  // namespace api
