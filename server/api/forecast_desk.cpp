#include "server/api/forecast_desk.h"

namespace api {

std::optional<std::string> ForecastDesk::find(const std::string& key) const {
  const std::lock_guard lock(mutex_);
  const auto found = answers_.find(key);
  return found == answers_.end() ? std::nullopt : std::optional(found->second);
}

void ForecastDesk::keep(const std::string& key, const std::string& answer) {
  const std::lock_guard lock(mutex_);
  if (answers_.size() >= most_kept) answers_.clear();
  answers_[key] = answer;
}

std::shared_ptr<const dispatch::LastDays> ForecastDesk::last_days(models::Transaction& tx, models::Time now) {
  const models::Time until =
      models::Time{now.time_since_epoch() / counted_every * models::Duration{counted_every}};
  {
    const std::lock_guard lock(mutex_);
    if (last_days_ && last_days_->until == until) return last_days_;
  }
  // Counted without the lock: two that come at once both count, and the same.
  auto counted = std::make_shared<const dispatch::LastDays>(dispatch::look_back(tx, until));
  const std::lock_guard lock(mutex_);
  last_days_ = counted;
  return counted;
}

}  // namespace api
