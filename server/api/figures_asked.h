#pragma once
#include <map>
#include <string>
#include <vector>

#include "dispatch/patterns.h"
#include "models/store.h"
#include "server/api/codec_figures.h"
#include "server/api/context.h"
#include "server/api/endpoint.h"

namespace api {

/// Reads period, `by` and filters of an address.
///
/// Errors  invalid, with the parameter named
models::Result<FiguresAsked> figures_asked_of(const Call& call);

/// By the text of a crew's id; empty: the town's own.
std::map<std::string, std::string> contractors_of(models::Transaction& tx);

/// The orders that are asked for; facility and circuit are not looked at.
std::vector<models::OrderFacts> facts_of(models::Transaction& tx, const Context& context,
                                         const FiguresAsked& asked);

/// Those of them that were received in the period, facility and circuit too as asked.
std::vector<dispatch::PatternOrder> pattern_orders_of(models::Transaction& tx, const FiguresAsked& asked,
                                                      const std::vector<models::OrderFacts>& facts);

}  // namespace api
