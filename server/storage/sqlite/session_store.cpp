#include "server/storage/sqlite/stores.h"
#include "server/storage/sqlite/table.h"

namespace sqlite {

void SessionStore::insert(const models::Session& session) {
  connection_
      .prepare(
          "INSERT INTO sessions (token_hash, account, created_at, expires_at, last_seen_at) "
          "VALUES (?, ?, ?, ?, ?)")
      .bind(session.token_hash, session.account, session.created_at, session.expires_at, session.last_seen_at)
      .run();
}

std::optional<models::Session> SessionStore::find(std::string_view token_hash) {
  auto statement = connection_.prepare(
      "SELECT token_hash, account, created_at, expires_at, last_seen_at FROM sessions WHERE token_hash = ?");
  return first_row(statement.bind(token_hash), [](Statement& row) {
    models::Session session;
    row.get(session.token_hash, session.account, session.created_at, session.expires_at,
            session.last_seen_at);
    return session;
  });
}

void SessionStore::touch(std::string_view token_hash, models::Time last_seen) {
  connection_.prepare("UPDATE sessions SET last_seen_at = ? WHERE token_hash = ?")
      .bind(last_seen, token_hash)
      .run();
}

void SessionStore::remove(std::string_view token_hash) {
  connection_.prepare("DELETE FROM sessions WHERE token_hash = ?").bind(token_hash).run();
}

int SessionStore::remove_expired(models::Time now) {
  connection_.prepare("DELETE FROM sessions WHERE expires_at <= ?").bind(now).run();
  return connection_.changes();
}

}  // namespace sqlite
