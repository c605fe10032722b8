#pragma once
#include "server/api/context.h"
#include "server/http/router.h"

namespace plain {

/// Adds the pages below /plain to the router. Both must outlive it.
void add_routes(http::Router& router, api::Context& context);

}  // namespace plain
