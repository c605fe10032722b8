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

/// The same for one order, without storing it: every verb calls it before it stops or pauses a clock, so that
/// a breach is told even when the watcher had no time to look. The moment a promise ends is the first late
/// one.
Watched tell_due(models::Transaction& tx, models::WorkOrder& order, models::Time now);

}  // namespace dispatch
