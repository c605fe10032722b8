#include "server/auth/sessions.h"

#include <algorithm>

#include "dispatch/accounts.h"
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
                       models::Time now, std::uint64_t generation) {
  const models::Time until = std::min(expires_at, now + models::Duration{limits_.cache_seconds});
  if (until <= now || limits_.cache_entries == 0) return;
  const std::lock_guard lock(mutex_);
  if (generation != generation_) return;
  if (entries_.size() >= limits_.cache_entries && !entries_.contains(token_hash)) {
    std::erase_if(entries_, [now](const auto& item) { return item.second.until <= now; });
    if (entries_.size() >= limits_.cache_entries) entries_.erase(entries_.begin());
  }
  entries_[token_hash] = Entry{actor, until};
}

std::uint64_t SessionCache::generation() {
  const std::lock_guard lock(mutex_);
  return generation_;
}

void SessionCache::remove(const std::string& token_hash) {
  const std::lock_guard lock(mutex_);
  ++generation_;
  entries_.erase(token_hash);
}

void SessionCache::remove_of(models::AccountId account) {
  const std::lock_guard lock(mutex_);
  ++generation_;
  std::erase_if(entries_, [account](const auto& item) { return item.second.actor.account == account; });
}

void SessionCache::clear() {
  const std::lock_guard lock(mutex_);
  ++generation_;
  entries_.clear();
}

models::Actor actor_of(const models::Account& account) {
  models::Actor actor{account.id, account.role, account.display_name, account.crew};
  actor.villages = account.villages;
  actor.classes = account.classes;
  actor.towns = account.towns;
  return actor;
}

models::Actor actor_of(models::Transaction& tx, const models::Account& account) {
  auto actor = actor_of(account);
  if (account.crew)
    if (const auto crew = tx.crews().find(account.crew)) actor.contractor = !crew->contractor.empty();
  return actor;
}

std::optional<SessionFound> find_session(models::Transaction& tx, const std::string& token_hash,
                                         const SessionLimits& limits, const dispatch::SignInRules& rules,
                                         models::Time now) {
  const auto session = tx.sessions().find(token_hash);
  if (!session || now >= session->expires_at || dispatch::is_revoked(*session)) return std::nullopt;
  const models::Duration idle = now - session->last_seen_at;
  if (idle >= models::Duration{limits.idle_seconds}) return std::nullopt;
  const auto account = tx.accounts().find(session->account);
  if (!account || account->disabled) return std::nullopt;
  SessionFound found{actor_of(tx, *account), session->expires_at,
                     idle >= models::Duration{limits.touch_every_seconds}};
  found.actor.owed = dispatch::owed(*account, rules, now, *session);
  return found;
}

std::optional<SessionFound> find_access_token(models::Transaction& tx, const std::string& token_hash,
                                              const SessionLimits& limits, const dispatch::SignInRules& rules,
                                              models::Time now) {
  const auto token = tx.access_tokens().find(token_hash);
  if (!token || now >= token->expires_at) return std::nullopt;
  const auto account = tx.accounts().find(token->account);
  if (!account || account->disabled) return std::nullopt;
  const bool seen_lately =
      token->last_used_at && now - *token->last_used_at < models::Duration{limits.touch_every_seconds};
  SessionFound found{actor_of(tx, *account), token->expires_at, !seen_lately};
  found.actor.scope = token->scope;
  found.actor.owed = dispatch::owed(*account, rules, now);
  found.access_token = token->id;
  return found;
}

void touch(models::Transaction& tx, const std::string& token_hash, const SessionFound& found,
           models::Time now) {
  if (found.access_token)
    tx.access_tokens().touch(found.access_token, now);
  else
    tx.sessions().touch(token_hash, now);
  if (auto account = tx.accounts().find(found.actor.account)) {
    account->last_seen_at = now;
    tx.accounts().update(*account);
  }
}

std::string make_session(models::Transaction& tx, const models::Account& account, const SessionLimits& limits,
                         models::Time now, const Place& place) {
  auto others = tx.sessions().of_account(account.id);
  std::erase_if(others, dispatch::is_revoked);
  for (auto i = static_cast<std::size_t>(limits.sessions_per_account - 1); i < others.size(); ++i)
    tx.sessions().remove(others[i].token_hash);
  std::string token = new_session_token();
  models::Session session;
  session.token_hash = hash_token(token);
  session.account = account.id;
  session.created_at = now;
  session.expires_at = now + models::Duration{limits.absolute_seconds};
  session.last_seen_at = now;
  session.address = place.address;
  session.user_agent = place.user_agent.substr(0, 200);
  session.by_identity = place.by_identity;
  session.multi_factor = place.multi_factor;
  tx.sessions().insert(session);
  return token;
}

}  // namespace auth
