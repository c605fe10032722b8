#include "server/auth/sessions.h"

#include <algorithm>

#include "server/auth/tokens.h"

namespace auth {

std::optional<models::Actor> SessionCache::find(const std::string& token_hash, models::Time now) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(token_hash);
  if (found == entries_.end()) return std::nullopt;
  const models::Duration left = found->second.until - now;
  // More left than an entry may ever have: the clock was turned back.
  if (left <= models::Duration{0} || left > models::Duration{limits_.cache_seconds}) {
    entries_.erase(found);
    return std::nullopt;
  }
  return found->second.actor;
}

void SessionCache::put(const std::string& token_hash, const models::Actor& actor, models::Time expires_at,
                       models::Time now) {
  const models::Time until = std::min(expires_at, now + models::Duration{limits_.cache_seconds});
  if (until <= now || limits_.cache_entries == 0) return;
  const std::lock_guard lock(mutex_);
  if (entries_.size() >= limits_.cache_entries && !entries_.contains(token_hash)) {
    std::erase_if(entries_, [now](const auto& item) { return item.second.until <= now; });
    if (entries_.size() >= limits_.cache_entries) entries_.erase(entries_.begin());
  }
  entries_[token_hash] = Entry{actor, until};
}

void SessionCache::remove(const std::string& token_hash) {
  const std::lock_guard lock(mutex_);
  entries_.erase(token_hash);
}

models::Actor actor_of(const models::Account& account) {
  return models::Actor{account.id, account.role, account.display_name, account.crew};
}

std::optional<SessionFound> find_session(models::Transaction& tx, const std::string& token_hash,
                                         const SessionLimits& limits, models::Time now) {
  const auto session = tx.sessions().find(token_hash);
  if (!session || now >= session->expires_at) return std::nullopt;
  const models::Duration idle = now - session->last_seen_at;
  if (idle >= models::Duration{limits.idle_seconds}) return std::nullopt;
  const auto account = tx.accounts().find(session->account);
  if (!account || account->disabled) return std::nullopt;
  return SessionFound{actor_of(*account), session->expires_at,
                      idle >= models::Duration{limits.touch_every_seconds}};
}

std::string make_session(models::Transaction& tx, const models::Account& account, const SessionLimits& limits,
                         models::Time now) {
  const std::string token = new_session_token();
  models::Session session;
  session.token_hash = hash_token(token);
  session.account = account.id;
  session.created_at = now;
  session.expires_at = now + models::Duration{limits.absolute_seconds};
  session.last_seen_at = now;
  tx.sessions().insert(session);
  return token;
}

}  // namespace auth
