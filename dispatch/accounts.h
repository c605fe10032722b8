#pragma once
#include <optional>
#include <string>
#include <vector>

#include "models/actor.h"
#include "models/error.h"
#include "models/store.h"

namespace dispatch {

/// What an admin changes of an account; what is not given stays.
struct AccountChange {
  std::optional<std::string> display_name{};
  std::optional<models::Role> role{};
  std::optional<models::CrewId> crew{};  ///< 0: none
  std::optional<std::vector<std::string>> villages{};
  std::optional<std::vector<std::string>> classes{};
  std::optional<std::vector<std::string>> towns{};
  std::optional<bool> disabled{};
  std::optional<std::string> oidc_issuer{};
  std::optional<std::string> oidc_subject{};
};

/// Errors  forbidden; conflict for a name that is taken; invalid with the field for a role nobody can have, a
/// crew
///         that is missing or out of place, villages and classes the town does not have
models::Result<models::Account> create_account(models::Transaction& tx, const models::Actor& actor,
                                               models::Account account, models::Time now);

/// What changes who somebody is, their identity at the provider or how far they see ends their sessions: they
/// sign in to what they are now.
///
/// Errors  as create_account; not_found; conflict for one's own role or access, and for the last admin
models::Result<models::Account> change_account(models::Transaction& tx, const models::Actor& actor,
                                               models::AccountId id, const AccountChange& change);

/// A new one-time password; sessions and access tokens end.
models::Result<models::Account> reset_password(models::Transaction& tx, const models::Actor& actor,
                                               models::AccountId id, const std::string& password_hash,
                                               models::Time now);

/// Ends a session so that what it ran on is wiped at its next contact: a lost phone. Its row stays, last seen
/// at the epoch, longer than any other.
void revoke(models::Transaction& tx, const models::Session& session);
bool is_revoked(const models::Session& session);

/// Sessions and access tokens end; the sessions are revoked.
models::Result<models::Account> end_sessions(models::Transaction& tx, const models::Actor& actor,
                                             models::AccountId id);

/// For who lost their authenticator, and with it perhaps their passkeys: the next sign-in enrols a new one.
/// Passkeys go; sessions and access tokens end.
models::Result<models::Account> forget_second_factor(models::Transaction& tx, const models::Actor& actor,
                                                     models::AccountId id);

/// Takes a password of their own in place of the old one, which is remembered.
///
/// Shape   remembered: how many old hashes are kept
void set_password(models::Account& account, const std::string& password_hash, int remembered,
                  models::Time now);

}  // namespace dispatch
