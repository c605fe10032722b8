#include "server/delivery/recent_tries.h"

#include <algorithm>

#include "dispatch/outbox.h"

namespace delivery {

int RecentTries::since(models::Transaction& tx, models::DestinationId id, models::Time since) {
  const int stored = tx.deliveries().count_tried(id, since);
  const std::lock_guard lock(mutex_);
  auto& known = tried_at_[id];
  while (!known.empty() && known.front() <= since) known.pop_front();
  return std::max(stored, static_cast<int>(known.size()));
}

void RecentTries::remember(const models::Destination& destination, models::Time now) {
  if (dispatch::allowed_per_minute(destination) == 0) return;  // nobody asks
  const std::lock_guard lock(mutex_);
  tried_at_[destination.id].push_back(now);
}

}  // namespace delivery
