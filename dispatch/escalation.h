#pragma once
#include "models/store.h"

namespace dispatch {

struct Watched {
  int warned = 0;
  int breached = 0;
  bool more = false;  ///< the limit was reached, call again
};

/// Tells each warning and each breach that is due, exactly once: the mark and the event are one transaction.
///
/// Shape   a clock found past due without its warning told gets both events, warning first
Watched watch_clocks(models::Transaction& tx, models::Time now, int limit = 500);

}  // namespace dispatch
