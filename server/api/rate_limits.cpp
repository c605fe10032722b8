#include "server/api/rate_limits.h"

namespace api {
namespace {

constexpr models::Duration minute{60};

bool is_over(models::Time from, models::Time now) { return now >= from + minute || now < from; }

}  // namespace

std::optional<int> RateLimits::refuse(const Limits& limits, const models::Actor& actor,
                                      const std::string& address, http::Method method, std::string_view route,
                                      models::Time now) {
  const bool known = static_cast<bool>(actor.account);
  const bool read = method == http::Method::get || method == http::Method::head;
  const int most = !known ? limits.everybody : read ? limits.reads : limits.changes;
  if (most <= 0) return std::nullopt;
  std::string key = known ? actor.account.text() : "@" + address;
  key.append("|").append(std::to_string(static_cast<int>(method))).append(route);
  const std::lock_guard lock(mutex_);
  auto& window = windows_[std::move(key)];
  if (is_over(window.from, now)) window = {now, 0};
  const auto left = static_cast<int>((window.from + minute - now).count());
  if (window.count >= most) return left;
  ++window.count;
  if (windows_.size() > limits.entries) trim(now, limits.entries);
  return std::nullopt;
}

// What is over goes first; if all are of this minute, whoever fills the list with addresses empties it.
void RateLimits::trim(models::Time now, std::size_t entries) {
  std::erase_if(windows_, [&](const auto& entry) { return is_over(entry.second.from, now); });
  if (windows_.size() > entries) windows_.clear();
}

}  // namespace api
