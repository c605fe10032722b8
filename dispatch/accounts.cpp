#include "dispatch/accounts.h"

#include <algorithm>

#include "dispatch/permissions.h"

namespace dispatch {
namespace {

using models::Account;
using models::Actor;
using models::Role;

models::Result<void> check(models::Transaction& tx, const Account& account) {
  if (account.role == Role::system || account.role == Role::resident)
    return models::invalid("role", "not_allowed", "is nobody's who signs in: choose another");
  if (account.crew && !tx.crews().find(account.crew))
    return models::invalid("crew_id", "unknown", "is no crew of this town");
  if (is_crew(account.role) && !account.crew)
    return models::invalid("crew_id", "required", "says which crew a crew member belongs to");
  if (!is_crew(account.role) && account.crew)
    return models::invalid("crew_id", "mismatch", "is only for crew members and crew leads");
  for (std::size_t i = 0; i < account.villages.size(); ++i)
    if (!tx.villages().find(account.villages[i]))
      return models::invalid("villages[" + std::to_string(i) + "]", "unknown", "is no village of this town");
  for (std::size_t i = 0; i < account.classes.size(); ++i)
    if (!tx.catalog().find_class(account.classes[i]))
      return models::invalid("classes[" + std::to_string(i) + "]", "unknown", "is no facility class");
  for (std::size_t i = 0; i < account.towns.size(); ++i)
    if (!tx.towns().find(account.towns[i]))
      return models::invalid("towns[" + std::to_string(i) + "]", "unknown", "is no town of this district");
  if (account.oidc_issuer.empty() != account.oidc_subject.empty())
    return models::invalid("identity", "mismatch", "needs issuer and subject, or neither");
  const auto other = tx.accounts().find_by_identity(account.oidc_issuer, account.oidc_subject);
  if (other && other->id != account.id)
    return models::conflict("This identity belongs to another account: " + other->username + ".");
  return {};
}

models::Result<Account> find(models::Transaction& tx, const Actor& actor, models::AccountId id) {
  if (auto allowed = require(actor, Permission::account_manage); !allowed) return allowed.error();
  auto account = tx.accounts().find(id);
  if (!account) return models::not_found("There is no such account.");
  return std::move(*account);
}

void end_all(models::Transaction& tx, models::AccountId id) {
  tx.sessions().remove_of(id, "");
  tx.access_tokens().remove_of(id);
}

void revoke_all(models::Transaction& tx, models::AccountId id) {
  for (const auto& session : tx.sessions().of_account(id)) revoke(tx, session);
  tx.access_tokens().remove_of(id);
}

bool is_last_admin(models::Transaction& tx, models::AccountId id) {
  const auto all = tx.accounts().list();
  return std::none_of(all.begin(), all.end(), [&](const Account& each) {
    return each.id != id && each.role == Role::admin && !each.disabled;
  });
}

template <class T>
void take(T& field, const std::optional<T>& given) {
  if (given) field = *given;
}

}  // namespace

void revoke(models::Transaction& tx, const models::Session& session) {
  tx.sessions().touch(session.token_hash, models::Time{});
}

bool is_revoked(const models::Session& session) { return session.last_seen_at == models::Time{}; }

models::Result<Account> create_account(models::Transaction& tx, const Actor& actor, Account account,
                                       models::Time now) {
  if (auto allowed = require(actor, Permission::account_manage); !allowed) return allowed.error();
  if (tx.accounts().find_by_username(account.username))
    return models::conflict("An account of this name is there already: choose another name.");
  if (auto good = check(tx, account); !good) return good.error();
  account.created_at = now;
  account.password_changed_at = now;
  account.id = tx.accounts().insert(account);
  return account;
}

models::Result<Account> change_account(models::Transaction& tx, const Actor& actor, models::AccountId id,
                                       const AccountChange& change) {
  auto found = find(tx, actor, id);
  if (!found) return found.error();
  const Account before = *found;
  Account& account = *found;
  take(account.display_name, change.display_name);
  take(account.role, change.role);
  take(account.crew, change.crew);
  take(account.villages, change.villages);
  take(account.classes, change.classes);
  take(account.towns, change.towns);
  take(account.disabled, change.disabled);
  take(account.oidc_issuer, change.oidc_issuer);
  take(account.oidc_subject, change.oidc_subject);
  if (auto good = check(tx, account); !good) return good.error();
  const bool relinked =
      account.oidc_issuer != before.oidc_issuer || account.oidc_subject != before.oidc_subject;
  const bool moved = account.role != before.role || account.disabled != before.disabled ||
                     account.crew != before.crew || account.villages != before.villages ||
                     account.classes != before.classes || account.towns != before.towns;
  if (moved && id == actor.account)
    return models::conflict("Nobody changes their own role or reach: ask another admin.");
  const bool steps_down =
      before.role == Role::admin && !before.disabled && (account.role != Role::admin || account.disabled);
  if (steps_down && is_last_admin(tx, id))
    return models::conflict("This is the last admin: make another one first.");
  tx.accounts().update(account);
  // Who left must not carry the town's addresses about.
  if (account.disabled && !before.disabled)
    revoke_all(tx, id);
  else if (moved || relinked)
    end_all(tx, id);
  return account;
}

models::Result<Account> reset_password(models::Transaction& tx, const Actor& actor, models::AccountId id,
                                       const std::string& password_hash, models::Time now) {
  auto account = find(tx, actor, id);
  if (!account) return account.error();
  account->password_hash = password_hash;
  account->must_change_password = true;
  account->password_changed_at = now;
  tx.accounts().update(*account);
  end_all(tx, id);
  return account;
}

models::Result<Account> end_sessions(models::Transaction& tx, const Actor& actor, models::AccountId id) {
  auto account = find(tx, actor, id);
  if (!account) return account.error();
  revoke_all(tx, id);
  return account;
}

models::Result<Account> forget_second_factor(models::Transaction& tx, const Actor& actor,
                                             models::AccountId id) {
  auto account = find(tx, actor, id);
  if (!account) return account.error();
  if (id == actor.account)
    return models::conflict(
        "Nobody takes away their own second factor here: use a recovery code, or ask another admin.");
  account->totp_secret.clear();
  account->totp_confirmed = false;
  account->recovery_codes.clear();
  tx.passkeys().remove_of(id);
  tx.accounts().update(*account);
  end_all(tx, id);
  return account;
}

void set_password(Account& account, const std::string& password_hash, int remembered, models::Time now) {
  account.password_history.insert(account.password_history.begin(), account.password_hash);
  if (account.password_history.size() > static_cast<std::size_t>(remembered))
    account.password_history.resize(static_cast<std::size_t>(remembered));
  account.password_hash = password_hash;
  account.password_changed_at = now;
  account.must_change_password = false;
}

}  // namespace dispatch
