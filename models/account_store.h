#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/actor.h"
#include "models/page.h"

/// The ports to storage of accounts and of what they sign in with. See store.h.
namespace models {

/// Shape   text: part of the username or of the display name, capitals of a–z as small letters; by username
struct AccountQuery {
  std::string text{};
  std::string cursor{};
  int limit = 50;
};

class AccountStore {
 public:
  virtual ~AccountStore() = default;
  virtual AccountId insert(const Account& account) = 0;
  virtual void update(const Account& account) = 0;
  virtual std::optional<Account> find(AccountId id) = 0;
  virtual std::optional<Account> find_by_username(std::string_view username) = 0;
  virtual std::optional<Account> find_by_identity(std::string_view issuer, std::string_view subject) = 0;
  virtual std::vector<Account> list() = 0;  ///< by username
  virtual Page<Account> search(const AccountQuery& query) = 0;
};

class SessionStore {
 public:
  virtual ~SessionStore() = default;
  virtual void insert(const Session& session) = 0;
  virtual std::optional<Session> find(std::string_view token_hash) = 0;
  virtual void touch(std::string_view token_hash, Time last_seen) = 0;
  virtual void remove(std::string_view token_hash) = 0;
  virtual int remove_expired(Time now) = 0;                        ///< how many went
  virtual std::vector<Session> of_account(AccountId account) = 0;  ///< newest first
  /// All of an account but the one with this hash; how many went.
  virtual int remove_of(AccountId account, std::string_view but) = 0;
};

class AccessTokenStore {
 public:
  virtual ~AccessTokenStore() = default;
  virtual AccessTokenId insert(const AccessToken& token) = 0;
  virtual std::optional<AccessToken> find(std::string_view token_hash) = 0;
  virtual std::vector<AccessToken> of_account(AccountId account) = 0;  ///< oldest first
  virtual void touch(AccessTokenId id, Time last_used) = 0;
  virtual void remove(AccessTokenId id) = 0;
  virtual int remove_of(AccountId account) = 0;  ///< how many went
};

class PasskeyStore {
 public:
  virtual ~PasskeyStore() = default;
  virtual PasskeyId insert(const Passkey& passkey) = 0;  ///< a credential belongs to one account only
  virtual void update(const Passkey& passkey) = 0;       ///< name, counter, last_used_at, and nothing else
  virtual std::optional<Passkey> find(std::string_view credential) = 0;
  virtual std::vector<Passkey> of_account(AccountId account) = 0;  ///< oldest first
  virtual void remove(PasskeyId id) = 0;
  virtual int remove_of(AccountId account) = 0;  ///< how many went
};

}  // namespace models
