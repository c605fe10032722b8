#include "server/api/rate_limits.h"

#include <algorithm>
#include <utility>

namespace api {
namespace {

constexpr models::Duration minute{60};
// Of a limit: so much of it each server uses before the others hear of it.
constexpr int told_share = 10;

bool is_over(models::Time from, models::Time now) { return now >= from + minute || now < from; }

}  // namespace

RateLimits::Standing RateLimits::count(const Limits& limits, const models::Actor& actor,
                                       const std::string& address, http::Method method,
                                       std::string_view route, models::Time now) {
  const bool known = static_cast<bool>(actor.account);
  const bool read = method == http::Method::get || method == http::Method::head;
  Standing standing;
  standing.most = !known ? limits.everybody : read ? limits.reads : limits.changes;
  if (standing.most <= 0) return {};
  standing.policy = !known ? "everybody" : read ? "reads" : "changes";
  std::string key = known ? actor.account.text() : "@" + address;
  key.append("|").append(std::to_string(static_cast<int>(method))).append(route);
  const std::lock_guard lock(mutex_);
  auto& window = windows_[key];
  if (is_over(window.from, now)) window = {now, 0, 0};
  standing.seconds = static_cast<int>((window.from + minute - now).count());
  standing.refused = window.count >= standing.most;
  if (!standing.refused) {
    ++window.count;
    if (++window.untold >= std::max(1, standing.most / told_share)) {
      standing.key = std::move(key);
      standing.to_tell = std::exchange(window.untold, 0);
    }
  }
  standing.left = std::max(0, standing.most - window.count);
  if (windows_.size() > limits.entries) trim(now, limits.entries);
  return standing;
}

void RateLimits::heard(const std::string& key, int requests, models::Time now) {
  const std::lock_guard lock(mutex_);
  auto& window = windows_[key];
  if (is_over(window.from, now)) window = {now, 0, 0};
  window.count += std::min(requests, 1'000'000 - std::min(window.count, 1'000'000));
  // No limits are known here: as many as they may ever be.
  if (windows_.size() > Limits{}.entries) trim(now, Limits{}.entries);
}

// What is over goes first; if all are of this minute, whoever fills the list with addresses empties it.
void RateLimits::trim(models::Time now, std::size_t entries) {
  std::erase_if(windows_, [&](const auto& entry) { return is_over(entry.second.from, now); });
  if (windows_.size() > entries) windows_.clear();
}

void tell(http::Response& response, const RateLimits::Standing& standing) {
  if (standing.policy.empty()) return;
  const auto name = "\"" + std::string(standing.policy) + "\"";
  response.header("RateLimit-Policy",
                  name + ";q=" + std::to_string(standing.most) + ";w=" + std::to_string(minute.count()));
  response.header("RateLimit",
                  name + ";r=" + std::to_string(standing.left) + ";t=" + std::to_string(standing.seconds));
  if (standing.refused) response.header("Retry-After", std::to_string(standing.seconds));
}

}  // namespace api
