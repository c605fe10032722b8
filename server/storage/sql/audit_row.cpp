#include "server/storage/sql/audit_row.h"

#include <cstring>

namespace sql {

const std::string_view select_audit_rows =
    "SELECT id, kind, at, account, role, name, address, agent, act, object_kind, object_id, reason, status, "
    "request_id, idempotency_key, count, changes, changes_in_all, first_event, last_event, hash FROM "
    "audit_log";

StoredAuditRow read_audit_row(Statement& row, AuditWords& words) {
  StoredAuditRow stored;
  auto& [id, entry, changes, in_all, first_event, last_event, hex] = stored.row;
  row.get(id, entry.kind, entry.at, entry.account);
  for (auto* word : {&entry.role, &entry.name, &entry.address, &entry.agent, &entry.act, &entry.object_kind})
    *word = words.word_of(row.integer());
  row.get(entry.object_id, entry.reason, entry.status, entry.request_id, entry.idempotency_key, entry.count,
          stored.changes, in_all, first_event, last_event);
  const auto hash = row.text();
  if (hash.size() == stored.hash.size()) std::memcpy(stored.hash.data(), hash.data(), hash.size());
  return stored;
}

storage::AuditHash hash_of(const StoredAuditRow& stored, const storage::AuditHash& before) {
  const auto& row = stored.row;
  const auto& entry = row.entry;
  const auto id_of = [](const auto& id) { return id ? id.value : storage::absent_number; };
  storage::AuditHasher hasher(before);
  hasher.number(row.id.value)
      .text(models::name(entry.kind))
      .number(models::to_unix(entry.at))
      .number(id_of(entry.account))
      .text(entry.role)
      .text(entry.name)
      .text(entry.address)
      .text(entry.agent)
      .text(entry.act)
      .text(entry.object_kind)
      .text(entry.object_id)
      .text(entry.reason)
      .number(entry.status)
      .text(entry.request_id)
      .text(entry.idempotency_key)
      .number(entry.count)
      .text(stored.changes)
      .number(row.changes_in_all)
      .number(id_of(row.first_event))
      .number(id_of(row.last_event));
  return hasher.finish();
}

}  // namespace sql
