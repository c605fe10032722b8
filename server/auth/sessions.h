#pragma once
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "dispatch/account_rules.h"
#include "models/actor.h"
#include "models/store.h"

namespace auth {

/// How long a session lives.
///
/// Units   seconds
struct SessionLimits {
  int idle_seconds = 8 * 3600;
  int absolute_seconds = 24 * 3600;
  int touch_every_seconds = 60;  ///< last_seen is written at most this often
  int cache_seconds = 15;        ///< a cached session is read again after this
  std::size_t cache_entries = 10'000;
  int sessions_per_account = 20;
};

/// Who a token belongs to, without a database read for each request. The database is the truth; entries live
/// for seconds.
class SessionCache {
 public:
  explicit SessionCache(SessionLimits limits) : limits_(limits) {}
  std::optional<models::Actor> find(const std::string& token_hash, models::Time now);
  /// `generation`: as it was before the database was asked. What was removed meanwhile is not put back.
  void put(const std::string& token_hash, const models::Actor& actor, models::Time expires_at,
           models::Time now, std::uint64_t generation);
  std::uint64_t generation();
  void remove(const std::string& token_hash);
  void remove_of(models::AccountId account);
  void clear();
  const SessionLimits& limits() const { return limits_; }

 private:
  struct Entry {
    models::Actor actor;
    models::Time until{};
  };
  SessionLimits limits_;
  std::mutex mutex_;
  std::unordered_map<std::string, Entry> entries_;
  std::uint64_t generation_ = 0;
};

models::Actor actor_of(const models::Account& account);
/// The same, and whether their crew is a contractor's.
models::Actor actor_of(models::Transaction& tx, const models::Account& account);

/// Who a stored session belongs to now, and whether last_seen is to be written.
///
/// Shape   nothing when there is none, it ran out (idle or absolute), or the account is disabled
struct SessionFound {
  models::Actor actor;
  models::Time expires_at{};
  bool touch = false;
  models::AccessTokenId access_token{};  ///< it was one
};
std::optional<SessionFound> find_session(models::Transaction& tx, const std::string& token_hash,
                                         const SessionLimits& limits, const dispatch::SignInRules& rules,
                                         models::Time now);

/// The same for an access token: its actor may do no more than its scope.
std::optional<SessionFound> find_access_token(models::Transaction& tx, const std::string& token_hash,
                                              const SessionLimits& limits, const dispatch::SignInRules& rules,
                                              models::Time now);

/// Writes that a session or an access token, and its account, were seen.
void touch(models::Transaction& tx, const std::string& token_hash, const SessionFound& found,
           models::Time now);

/// Where a session is made from.
struct Place {
  std::string address{};
  std::string user_agent{};
  bool by_identity = false;  ///< as models::Session has it
  bool multi_factor = false;
};

/// Makes a session row for an account; the token is returned, only its hash is stored. At most
/// `sessions_per_account` live at once: the oldest go.
std::string make_session(models::Transaction& tx, const models::Account& account, const SessionLimits& limits,
                         models::Time now, const Place& place = {});

}  // namespace auth
