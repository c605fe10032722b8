#pragma once
#include "dispatch/five_haves.h"
#include "server/api/figures_asked.h"

namespace api {

/// Gathers what the five haves are judged by: the register as it is, the figures of the period, alerts raised
/// and re-checks drawn in it.
dispatch::HavesFacts haves_facts(models::Transaction& tx, const Context& context, const FiguresAsked& asked);

}  // namespace api
