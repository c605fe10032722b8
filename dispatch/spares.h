#pragma once
#include <string>
#include <vector>

#include "dispatch/lifecycle.h"
#include "models/error.h"
#include "models/field_work.h"
#include "models/store.h"

// Heaters lent to homes until their own are mended. A temporary fix takes the loan along to the order that is
// still owed, and no order is closed before its spare is back (closure.h).
namespace dispatch {

/// Lends a spare unit for an order that the actor's crew works on; the spare is known by its label.
///
/// Errors  as add_photo of lifecycle.h; invalid; conflict when it is lent already, or the order has ended
models::Result<models::SpareLoan> lend_spare(models::Transaction& tx, const Step& step,
                                             const std::string& spare);

/// It is back: said by a crew that sees the order or had it, or by a dispatcher.
///
/// Errors  as add_photo of lifecycle.h for the order it was lent for; not_found when it is not lent
models::Result<models::SpareLoan> take_spare_back(models::Transaction& tx, const models::Actor& actor,
                                                  const std::string& spare, models::Time now);

/// What is lent now, the oldest first, of the orders that the actor may see; at most 200.
///
/// Errors  unauthenticated, forbidden
models::Result<std::vector<models::SpareLoan>> read_spares(models::Transaction& tx,
                                                           const models::Actor& actor);

}  // namespace dispatch
