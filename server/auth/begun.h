#pragma once
#include <algorithm>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "models/time.h"
#include "server/auth/tokens.h"

namespace auth {

/// What somebody began and has not ended, each under a secret that only one browser has, as its cookie. In
/// memory: after a restart one begins anew.
///
/// Shape   Value has `until`: from then on it is as if it had never begun
template <class Value>
class Begun {
 public:
  /// Shape   most: kept at once; the oldest go
  explicit Begun(std::size_t most) : most_(most) {}

  /// The secret for the cookie.
  std::string add(Value value, models::Time now) {
    auto secret = new_session_token();
    const std::lock_guard lock(mutex_);
    std::erase_if(by_hash_, [now](const auto& each) { return each.second.until <= now; });
    if (by_hash_.size() >= most_)
      by_hash_.erase(std::min_element(
          by_hash_.begin(), by_hash_.end(),
          [](const auto& one, const auto& other) { return one.second.until < other.second.until; }));
    by_hash_[hash_token(secret)] = std::move(value);
    return secret;
  }

  std::optional<Value> find(const std::string& secret, models::Time now) {
    const std::lock_guard lock(mutex_);
    const auto found = by_hash_.find(hash_token(secret));
    if (found == by_hash_.end() || found->second.until <= now) return std::nullopt;
    return found->second;
  }

  /// Once only: the second time there is none.
  std::optional<Value> take(const std::string& secret, models::Time now) {
    const std::lock_guard lock(mutex_);
    auto node = by_hash_.extract(hash_token(secret));
    if (node.empty() || node.mapped().until <= now) return std::nullopt;
    return std::move(node.mapped());
  }

 private:
  const std::size_t most_;
  std::mutex mutex_;
  std::map<std::string, Value> by_hash_;
};

}  // namespace auth
