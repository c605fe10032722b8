#pragma once
#include <optional>
#include <vector>

#include "dispatch/figures.h"
#include "server/api/figures_asked.h"

namespace api {

/// The rows that counting every order of the period would give, from the sums of its days and months where
/// they can tell: at most one of village, class and crew is asked for, and nothing by the hour.
///
/// Errors  nothing where they cannot, or too many orders wait to be put into them
std::optional<std::vector<dispatch::FiguresRow>> rolled_rows(models::Transaction& tx, const Context& context,
                                                             const FiguresAsked& asked);

}  // namespace api
