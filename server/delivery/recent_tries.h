#pragma once
#include <deque>
#include <map>
#include <mutex>

#include "models/delivery.h"
#include "models/store.h"

namespace delivery {

/// How often a destination with a limit was tried of late. The database knows of each message its last try
/// only: what was tried twice within the minute is remembered here. After a start it is the database's word.
class RecentTries {
 public:
  int since(models::Transaction& tx, models::DestinationId id, models::Time since);
  void remember(const models::Destination& destination, models::Time now);

 private:
  std::mutex mutex_;
  std::map<models::DestinationId, std::deque<models::Time>> tried_at_;
};

}  // namespace delivery
