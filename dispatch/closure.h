#pragma once
#include <optional>
#include <string>

#include "dispatch/lifecycle.h"
#include "models/error.h"
#include "models/store.h"

namespace dispatch {

/// Draws the lot of an order just resolved as repaired. One whose last re-check failed is always drawn.
void draw_recheck(models::Transaction& tx, const models::Actor& actor, const models::WorkOrder& order,
                  models::Time now);

/// The re-check an order waits for; nothing when it was not drawn, or somebody looked already.
std::optional<models::Recheck> open_recheck(models::Transaction& tx, const models::WorkOrder& order);

/// From when on an order of a class whose repairs show only in the dark can be closed as repaired; nothing
/// for other orders, and once a photo after the repair was taken in the dark.
std::optional<models::Time> closable_from(models::Transaction& tx, const models::WorkOrder& order);

/// Whether a resolved order can be closed in this way now.
///
/// Errors  conflict: a re-check is owed, or it is not dark yet; invalid: confirmed by photo without a photo
///         that proves it
models::Result<void> check_closing(models::Transaction& tx, const models::WorkOrder& order, bool confirmed,
                                   const std::string& method, models::Time now);

/// A checker's finding on the spot, by someone other than the resolver. Not good: the order comes back.
///
/// Errors  as all verbs of lifecycle.h; conflict when no re-check is owed; invalid without a note when not
///         good
models::Result<models::Recheck> recheck(models::Transaction& tx, const Step& step, bool passed,
                                        const std::string& note);

/// Whether a label is that of the order's facility, or of its circuit; nothing when either is not known.
std::optional<bool> label_matches(models::Transaction& tx, const models::WorkOrder& order,
                                  const std::string& label);

/// Fills what a photo proves: whether its label is that of the facility, how far from it the phone was, and
/// which earlier photo it equals or resembles.
void examine(models::Transaction& tx, const models::WorkOrder& order, models::Photo& photo);

}  // namespace dispatch
