#include "server/storage/sql/stores.h"
#include "server/storage/sql/table.h"

namespace sql {
namespace {

// A lost phone may lie in a drawer for long before it is switched on again.
constexpr models::Duration revocations_kept = std::chrono::hours{90 * 24};

constexpr std::string_view columns =
    "SELECT token_hash, account, created_at, expires_at, last_seen_at, address, user_agent, "
    "by_identity, multi_factor FROM sessions";

models::Session read_session(Statement& row) {
  models::Session session;
  row.get(session.token_hash, session.account, session.created_at, session.expires_at, session.last_seen_at,
          session.address, session.user_agent, session.by_identity, session.multi_factor);
  return session;
}

const Table& tokens() {
  static const Table access_tokens("access_tokens",
                                   "token_hash, account, name, scope, created_at, expires_at, last_used_at");
  return access_tokens;
}

models::AccessToken read_token(Statement& row) {
  models::AccessToken token;
  row.get(token.id, token.token_hash, token.account, token.name, token.scope, token.created_at,
          token.expires_at, token.last_used_at);
  return token;
}

}  // namespace

void SessionStore::insert(const models::Session& session) {
  connection_
      .prepare(
          "INSERT INTO sessions (token_hash, account, created_at, expires_at, last_seen_at, address, "
          "user_agent, by_identity, multi_factor) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(session.token_hash, session.account, session.created_at, session.expires_at, session.last_seen_at,
            session.address, session.user_agent, session.by_identity, session.multi_factor)
      .run();
}

std::optional<models::Session> SessionStore::find(std::string_view token_hash) {
  auto statement = connection_.prepare(std::string(columns) + " WHERE token_hash = ?");
  return first_row(statement.bind(token_hash), read_session);
}

void SessionStore::touch(std::string_view token_hash, models::Time last_seen) {
  connection_.prepare("UPDATE sessions SET last_seen_at = ? WHERE token_hash = ? AND last_seen_at <> 0")
      .bind(last_seen, token_hash)
      .run();
}

void SessionStore::remove(std::string_view token_hash) {
  connection_.prepare("DELETE FROM sessions WHERE token_hash = ?").bind(token_hash).run();
}

int SessionStore::remove_expired(models::Time now) {
  connection_
      .prepare(
          "DELETE FROM sessions WHERE expires_at <= CASE WHEN last_seen_at = 0 THEN CAST(? AS BIGINT) ELSE "
          "CAST(? AS BIGINT) END")
      .bind(now - revocations_kept, now)
      .run();
  return connection_.changes();
}

std::vector<models::Session> SessionStore::of_account(models::AccountId account) {
  auto statement =
      connection_.prepare(std::string(columns) + " WHERE account = ? ORDER BY created_at DESC, token_hash");
  return rows(statement.bind(account), read_session);
}

int SessionStore::remove_of(models::AccountId account, std::string_view but) {
  connection_.prepare("DELETE FROM sessions WHERE account = ? AND token_hash <> ? AND last_seen_at <> 0")
      .bind(account, but)
      .run();
  return connection_.changes();
}

models::AccessTokenId AccessTokenStore::insert(const models::AccessToken& token) {
  return {tokens().insert(connection_, Values().add(token.token_hash, token.account, token.name, token.scope,
                                                    token.created_at, token.expires_at, token.last_used_at))};
}

std::optional<models::AccessToken> AccessTokenStore::find(std::string_view token_hash) {
  auto statement = connection_.prepare(tokens().select() + " WHERE token_hash = ?");
  return first_row(statement.bind(token_hash), read_token);
}

std::vector<models::AccessToken> AccessTokenStore::of_account(models::AccountId account) {
  auto statement = connection_.prepare(tokens().select() + " WHERE account = ? ORDER BY id");
  return rows(statement.bind(account), read_token);
}

void AccessTokenStore::touch(models::AccessTokenId id, models::Time last_used) {
  connection_.prepare("UPDATE access_tokens SET last_used_at = ? WHERE id = ?").bind(last_used, id).run();
}

void AccessTokenStore::remove(models::AccessTokenId id) {
  connection_.prepare("DELETE FROM access_tokens WHERE id = ?").bind(id).run();
}

int AccessTokenStore::remove_of(models::AccountId account) {
  connection_.prepare("DELETE FROM access_tokens WHERE account = ?").bind(account).run();
  return connection_.changes();
}

}  // namespace sql
