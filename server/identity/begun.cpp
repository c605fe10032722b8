#include "server/identity/begun.h"

#include <algorithm>

#include "server/auth/tokens.h"

namespace identity {

std::string BegunSignIns::add(Begun begun, models::Time now) {
  auto secret = auth::new_session_token();
  const std::lock_guard lock(mutex_);
  std::erase_if(by_hash_, [now](const auto& each) { return each.second.until <= now; });
  if (by_hash_.size() >= most_)
    by_hash_.erase(std::min_element(by_hash_.begin(), by_hash_.end(), [](const auto& one, const auto& other) {
      return one.second.until < other.second.until;
    }));
  by_hash_[auth::hash_token(secret)] = std::move(begun);
  return secret;
}

std::optional<Begun> BegunSignIns::find(const std::string& secret, models::Time now) {
  const std::lock_guard lock(mutex_);
  const auto found = by_hash_.find(auth::hash_token(secret));
  if (found == by_hash_.end() || found->second.until <= now) return std::nullopt;
  return found->second;
}

std::optional<Begun> BegunSignIns::take(const std::string& secret, models::Time now) {
  const std::lock_guard lock(mutex_);
  auto node = by_hash_.extract(auth::hash_token(secret));
  if (node.empty() || node.mapped().until <= now) return std::nullopt;
  return std::move(node.mapped());
}

}  // namespace identity
