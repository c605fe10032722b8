#include "models/names.h"
#include "tests/support/storage_text.h"

namespace support {
namespace {

std::string part(const std::string& value) { return "'" + value + "'"; }
std::string part(bool value) { return value ? "yes" : "no"; }
std::string part(std::int64_t value) { return std::to_string(value); }
std::string part(models::Time value) { return "@" + std::to_string(models::to_unix(value)); }
std::string part(const std::optional<models::Time>& value) { return value ? part(*value) : "none"; }
std::string part(models::Role value) { return std::string(models::name(value)); }
std::string part(models::Scope value) { return std::string(models::name(value)); }
template <class Tag>
std::string part(models::Id<Tag> value) {
  return "#" + value.text();
}
std::string part(const std::vector<std::string>& values) {
  std::string all = "[";
  for (const auto& value : values) all += part(value);
  return all + "]";
}

template <class... T>
std::string all(const T&... values) {
  std::string result;
  ((result += part(values) + " "), ...);
  return result;
}

}  // namespace

std::string text(const models::Account& value) {
  const auto& [id, username, display_name, role, crew, password_hash, disabled, demo, created_at, villages,
               classes, towns, must_change_password, password_changed_at, password_history, last_seen_at,
               totp_secret, totp_confirmed, totp_step, recovery_codes, oidc_issuer, oidc_subject] = value;
  return all(id, username, display_name, role, crew, password_hash, disabled, demo, created_at, villages,
             classes, towns, must_change_password, password_changed_at, password_history, last_seen_at,
             totp_secret, totp_confirmed, totp_step, recovery_codes, oidc_issuer, oidc_subject);
}
std::string text(const models::Session& value) {
  const auto& [token_hash, account, created_at, expires_at, last_seen_at, address, user_agent, by_identity,
               multi_factor] = value;
  return all(token_hash, account, created_at, expires_at, last_seen_at, address, user_agent, by_identity,
             multi_factor);
}
std::string text(const models::AccessToken& value) {
  const auto& [id, token_hash, account, name, scope, created_at, expires_at, last_used_at] = value;
  return all(id, token_hash, account, name, scope, created_at, expires_at, last_used_at);
}
std::string text(const models::Passkey& value) {
  const auto& [id, account, name, credential, algorithm, public_key, counter, created_at, last_used_at] =
      value;
  return all(id, account, name, credential, std::int64_t{algorithm}, public_key, counter, created_at,
             last_used_at);
}

}  // namespace support
