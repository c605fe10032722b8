#include "server/auth/throttle.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "server/auth/tokens.h"

namespace auth {
namespace {

// Upper and lower case share one count, and a name of any length costs the same memory.
std::string key_of(char kind, std::string name) {
  for (char& letter : name)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  return kind + hash_token(name);
}

}  // namespace

std::string Throttle::account_key(const std::string& account) { return key_of('u', account); }
std::string Throttle::address_key(const std::string& address) { return key_of('a', address); }

std::optional<int> Throttle::must_wait(const std::string& account, const std::string& address,
                                       models::Time now) {
  const std::lock_guard lock(mutex_);
  return longer_wait(account, address, now);
}

std::optional<int> Throttle::longer_wait(const std::string& account, const std::string& address,
                                         models::Time now) const {
  const auto by_account = wait_of(account_key(account), now);
  const auto by_address = wait_of(address_key(address), now);
  if (!by_account) return by_address;
  if (!by_address) return by_account;
  return std::max(*by_account, *by_address);
}

std::optional<int> Throttle::begin(const std::string& account, const std::string& address, models::Time now) {
  const std::lock_guard lock(mutex_);
  if (const auto wait = longer_wait(account, address, now)) return wait;
  Entry& entry = entries_[account_key(account)];
  if (entry.failures == 0) entry.last = now;
  const auto since = now - entry.begun;
  if (since >= models::Duration{limits_.settled_within_seconds} || since < models::Duration{0})
    entry.under_way = 0;
  if (entry.under_way >= std::max(1, limits_.free_failures_per_account - entry.failures))
    return limits_.first_wait_seconds;
  ++entry.under_way;
  entry.begun = now;
  if (entries_.size() > limits_.entries) trim(now);
  return std::nullopt;
}

void Throttle::taken_back(const std::string& account) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(account_key(account));
  if (found == entries_.end()) return;
  found->second.under_way = std::max(0, found->second.under_way - 1);
  if (found->second.under_way == 0 && found->second.failures == 0) entries_.erase(found);
}

void Throttle::failed(const std::string& account, const std::string& address, models::Time now) {
  const auto by_account = account_key(account), by_address = address_key(address);
  {
    const std::lock_guard lock(mutex_);
    settle(by_account);
  }
  heard_failed(by_account, by_address, now);
}

void Throttle::heard_failed(const std::string& account_key, const std::string& address_key,
                            models::Time now) {
  const std::lock_guard lock(mutex_);
  count(account_key, limits_.free_failures_per_account, now);
  count(address_key, limits_.free_failures_per_address, now);
  if (entries_.size() > limits_.entries) trim(now);
}

void Throttle::succeeded(const std::string& account, models::Time) { heard_succeeded(account_key(account)); }

void Throttle::heard_succeeded(const std::string& account_key) {
  const std::lock_guard lock(mutex_);
  entries_.erase(account_key);
}

void Throttle::settle(const std::string& key) {
  auto& entry = entries_[key];
  entry.under_way = std::max(0, entry.under_way - 1);
}

std::optional<int> Throttle::wait_of(const std::string& key, models::Time now) const {
  const auto found = entries_.find(key);
  if (found == entries_.end() || found->second.free_at <= now) return std::nullopt;
  const auto left = (found->second.free_at - now).count();
  // A clock that was turned back must not make the wait longer than it ever may be.
  return static_cast<int>(std::min<decltype(left)>(left, limits_.longest_wait_seconds));
}

void Throttle::count(const std::string& key, int free_failures, models::Time now) {
  Entry& entry = entries_[key];
  if (entry.failures > 0 && now - entry.last >= models::Duration{limits_.forget_after_seconds})
    entry = Entry{0, {}, {}, entry.under_way, entry.begun};
  entry.failures = std::min(entry.failures + 1, 1'000'000);
  entry.last = now;
  const int over = entry.failures - free_failures;
  if (over <= 0) return;
  std::int64_t wait = limits_.first_wait_seconds;
  for (int i = 1; i < over && wait < limits_.longest_wait_seconds; ++i) wait *= 2;
  wait = std::min<std::int64_t>(wait, limits_.longest_wait_seconds);
  entry.free_at = now + models::Duration{wait};
}

void Throttle::trim(models::Time now) {
  std::erase_if(entries_, [&](const auto& item) {
    return now - item.second.last >= models::Duration{limits_.forget_after_seconds};
  });
  if (entries_.size() <= limits_.entries) return;
  // A tenth at once, so that a flood of names does not sort the table for each of them.
  const std::size_t keep = limits_.entries - limits_.entries / 10;
  std::vector<std::pair<models::Time, std::string>> by_age;
  by_age.reserve(entries_.size());
  for (const auto& [key, entry] : entries_) by_age.emplace_back(entry.last, key);
  const auto cut = by_age.begin() + static_cast<std::ptrdiff_t>(entries_.size() - keep);
  std::nth_element(by_age.begin(), cut, by_age.end());
  for (auto oldest = by_age.begin(); oldest != cut; ++oldest) entries_.erase(oldest->second);
}

}  // namespace auth
