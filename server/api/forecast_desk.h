#pragma once
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "dispatch/assignment/breaches.h"
#include "models/store.h"

namespace api {

/// What the forecast need not do again at each question. Its seed is the minute, so until something is
/// written the answers of a minute stay what they are; and what the last weeks were like is counted once in
/// ten minutes.
class ForecastDesk {
 public:
  static constexpr std::size_t most_kept = 64;
  static constexpr std::chrono::minutes counted_every{10};

  std::optional<std::string> find(const std::string& key) const;
  void keep(const std::string& key, const std::string& answer);

  /// Until the last full ten minutes.
  std::shared_ptr<const dispatch::LastDays> last_days(models::Transaction& tx, models::Time now);

 private:
  mutable std::mutex mutex_;
  std::unordered_map<std::string, std::string> answers_;
  std::shared_ptr<const dispatch::LastDays> last_days_;
};

}  // namespace api
