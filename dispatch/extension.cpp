#include "dispatch/extension.h"

#include <algorithm>

#include "dispatch/calendar.h"
#include "dispatch/sla_clock.h"

namespace dispatch {
int percent_left(models::CatalogStore& catalog, const models::SlaClock& clock, models::Time now) {
  // While it is paused its deadline has not moved yet: what was left when it stopped is left now.
  const auto at = clock.paused_at.value_or(now);
  const auto limit = (clock.limit + clock.extended).count();
  if (limit <= 0 || at >= clock.due_at) return 0;
  const auto left = working_time_between(calendar_of(catalog, clock), at, clock.due_at);
  return static_cast<int>(std::min<std::int64_t>(100, (left.count() * 100 + limit - 1) / limit));
}

PausedShare paused_share(models::CatalogStore& catalog, const models::WorkOrder& order, models::Time now) {
  PausedShare share;
  const auto* clock = order.clock(models::SlaTarget::resolve);
  if (clock == nullptr) return share;
  const auto calendar = calendar_of(catalog, *clock);
  const auto end = clock->stopped_at.value_or(now);
  share.elapsed = working_time_between(calendar, clock->started_at, end);
  for (const auto& pause : order.pauses)
    share.paused += working_time_between(calendar, std::max(pause.from, clock->started_at),
                                         std::min(pause.to.value_or(end), end));
  return share;
}

}  // namespace dispatch
