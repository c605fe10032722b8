#include "server/storage/sql/audit_tail.h"

#include <algorithm>

#include "server/storage/sql/connection.h"

namespace sql {
namespace {

constexpr std::size_t agent_most = 200, reason_most = 300, text_most = 128;
// A change that appends thousands of rows by itself must not keep them all in memory twice.
constexpr std::size_t waiting_most = 512;

void cut(std::string& text, std::size_t most) {
  if (text.size() <= most) return;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0) == 0x80) --most;
  text.resize(most);
}

void bound(models::AuditEntry& entry) {
  cut(entry.agent, agent_most);
  cut(entry.reason, reason_most);
  for (auto* text : {&entry.role, &entry.name, &entry.address, &entry.act, &entry.object_kind,
                     &entry.object_id, &entry.request_id, &entry.idempotency_key})
    cut(*text, text_most);
}

}  // namespace

void AuditTail::begin_group() {
  rows_.clear();
  stored_ = 0;
  mark_ = {};
  end_known_ = false;
}

void AuditTail::begin_change() { mark_ = {rows_.size(), stored_}; }

void AuditTail::undo_change() {
  rows_.resize(mark_.rows);
  if (stored_ != mark_.stored) words_.forget();
  // What was stored since lay inside the savepoint, also rows of the changes before it: they wait again.
  stored_ = mark_.stored;
}

void AuditTail::read_end() {
  end_ = {};
  end_hash_ = {};
  auto newest = connection_.prepare("SELECT id, hash FROM audit_log ORDER BY id DESC LIMIT 1");
  if (newest.step()) {
    newest.get(end_);
    const auto hash = newest.text();
    std::copy_n(hash.begin(), std::min(hash.size(), end_hash_.size()), end_hash_.begin());
  }
  end_known_ = true;
}

models::AuditId AuditTail::add(models::AuditEntry entry, std::string changes, std::int64_t in_all,
                               models::EventId first, models::EventId last) {
  if (!end_known_) read_end();
  const bool none = rows_.empty();
  const auto before = none ? end_hash_ : rows_.back().hash;
  const auto id = models::AuditId{(none ? end_ : rows_.back().row.id).value + 1};
  auto& stored = rows_.emplace_back();
  stored.row.id = id;
  stored.row.entry = std::move(entry);
  bound(stored.row.entry);
  stored.row.changes_in_all = in_all;
  stored.row.first_event = first;
  stored.row.last_event = last;
  stored.changes = std::move(changes);
  stored.hash = hash_of(stored, before);
  if (rows_.size() - stored_ >= waiting_most) store();
  return id;
}

void AuditTail::store() {
  if (stored_ == rows_.size()) return;
  auto insert = connection_.prepare(
      "INSERT INTO audit_log (id, kind, at, account, role, name, address, agent, act, object_kind, "
      "object_id, reason, status, request_id, idempotency_key, count, changes, changes_in_all, first_event, "
      "last_event, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  for (; stored_ < rows_.size(); ++stored_) {
    const auto& [row, changes, hash] = rows_[stored_];
    const auto& entry = row.entry;
    const auto number = [&](const std::string& word) { return words_.number_of(word); };
    insert.again()
        .by_reference()
        .bind(row.id, entry.kind, entry.at, entry.account, number(entry.role), number(entry.name),
              number(entry.address), number(entry.agent), number(entry.act), number(entry.object_kind),
              entry.object_id, entry.reason, entry.status, entry.request_id, entry.idempotency_key,
              entry.count, changes, row.changes_in_all, row.first_event, row.last_event,
              Blob{storage::as_text(hash)})
        .run();
  }
}

void AuditTail::write_finders() {
  if (!rows_.empty()) finders_.write(rows_.back().row.id, rows_.size());
}

}  // namespace sql
