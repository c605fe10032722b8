#pragma once
#include "dispatch/text.h"
#include "models/delivery.h"
#include "models/store.h"

namespace dispatch {

/// Everything wrong with a destination that somebody wrote down.
Fields check_destination(models::Transaction& tx, const models::Destination& one);

}  // namespace dispatch
