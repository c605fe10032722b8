#include "server/storage/sql/stores.h"
#include "server/storage/sql/table.h"

namespace sql {

std::optional<models::IdempotencyRecord> IdempotencyStore::find(std::string_view scope,
                                                                std::string_view key) {
  auto statement = connection_.prepare(
      "SELECT scope, key, fingerprint, status, answer, at FROM idempotency_keys WHERE scope = ? AND key = ?");
  return first_row(statement.bind(scope, key), [](Statement& row) {
    models::IdempotencyRecord record;
    row.get(record.scope, record.key, record.fingerprint, record.status, record.answer, record.at);
    return record;
  });
}

void IdempotencyStore::insert(const models::IdempotencyRecord& record) {
  connection_
      .prepare(
          "INSERT INTO idempotency_keys (scope, key, fingerprint, status, answer, at) "
          "VALUES (?, ?, ?, ?, ?, ?)")
      .bind(record.scope, record.key, record.fingerprint, record.status, Blob{record.answer}, record.at)
      .run();
}

int IdempotencyStore::remove_before(models::Time time) {
  connection_.prepare("DELETE FROM idempotency_keys WHERE at < ?").bind(time).run();
  return connection_.changes();
}

int IdempotencyStore::remove_mentioning(std::string_view text) {
  if (text.empty()) return 0;
  connection_.prepare("DELETE FROM idempotency_keys WHERE instr(answer, ?) > 0").bind(Blob{text}).run();
  return connection_.changes();
}

}  // namespace sql
