#include <algorithm>
#include <chrono>

#include "server/storage/sqlite/audit_row.h"
#include "server/storage/sqlite/codec_audit.h"
#include "server/storage/sqlite/cursor.h"
#include "server/storage/sqlite/search_text.h"
#include "server/storage/sqlite/stores.h"
#include "server/storage/sqlite/table.h"

namespace sqlite {
namespace {

models::AuditRow whole(Statement& row) {
  auto stored = read_audit_row(row);
  from_json_text(stored.changes, stored.row.changes);
  stored.row.hash = storage::to_hex(storage::as_text(stored.hash));
  return std::move(stored.row);
}

Filter filter_of(const models::AuditQuery& query) {
  Filter filter;
  if (query.account) filter.add("account = ?", query.account);
  if (query.kind) filter.add("kind = ?", *query.kind);
  if (!query.object_kind.empty()) filter.add("object_kind = ?", query.object_kind);
  if (!query.object_id.empty()) filter.add("object_id = ?", query.object_id);
  if (query.refused) filter.add(*query.refused ? "status >= 400" : "status < 400");
  if (query.from) filter.add("at >= ?", *query.from);
  if (query.to) filter.add("at < ?", *query.to);
  for (const auto& word : search_words(query.name)) filter.add("instr(lower(name), ?) > 0", word);
  for (const auto& word : search_words(query.act)) filter.add("instr(lower(act), ?) > 0", word);
  if (!query.cursor.empty()) {
    const auto before = parse_number<std::int64_t>(query.cursor);
    if (!before) throw std::invalid_argument("cursor");
    filter.add("id < ?", *before);
  }
  return filter;
}

}  // namespace

void AuditStore::describe(const models::AuditEntry& entry) { entry_ = entry; }

models::AuditId AuditStore::append(const models::AuditEntry& entry) {
  return tail_.add(entry, "[]", 0, {}, {});
}

void AuditStore::begin() {
  entry_.reset();
  tail_.begin_change();
  connection_.change_log().begin();
}

void AuditStore::seal(const models::AuditEntry& unsaid) {
  auto& log = connection_.change_log();
  const bool wanted = log.counted() > 0 || (entry_ && entry_->always);
  if (!wanted) return;
  // Taken first: what is written from here on is the log's own.
  auto changes = to_json_text(log.take_changes());
  auto entry = entry_ ? std::move(*entry_) : unsaid;
  entry_.reset();
  if (entry.at == models::Time{})
    entry.at = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  tail_.add(std::move(entry), std::move(changes), log.changes_in_all(), log.first_event(), log.last_event());
}

std::optional<models::AuditRow> AuditStore::find(models::AuditId id) {
  tail_.store();
  auto statement = connection_.prepare(std::string(select_audit_rows) + " WHERE id = ?");
  return first_row(statement.bind(id), whole);
}

models::Page<models::AuditRow> AuditStore::search(const models::AuditQuery& query) {
  tail_.store();
  const auto filter = filter_of(query);
  const auto size = page_size(query.limit);
  auto statement =
      connection_.prepare(std::string(select_audit_rows) + filter.where() + " ORDER BY id DESC LIMIT ?");
  models::Page<models::AuditRow> page;
  page.items = rows(statement.bind_all(filter.values()).bind(size + 1), whole);
  if (static_cast<int>(page.items.size()) > size) {
    page.items.pop_back();
    page.next = page.items.back().id.text();
  }
  return page;
}

std::int64_t AuditStore::count(models::AuditKind kind, models::AccountId account, models::Time since) {
  tail_.store();
  auto statement =
      connection_.prepare(kind == models::AuditKind::unmasking
                              ? "SELECT count(*) FROM audit_log INDEXED BY audit_log_unmaskings WHERE kind = "
                                "'unmasking' AND kind = ? "
                                "AND account = ? AND at >= ?"
                              : "SELECT count(*) FROM audit_log WHERE kind = ? AND account = ? AND at >= ?");
  statement.bind(kind, account, since).step();
  return statement.integer();
}

models::AuditHead AuditStore::last() {
  tail_.store();
  models::AuditHead head;
  auto statement = connection_.prepare("SELECT id, hash, at FROM audit_log ORDER BY id DESC LIMIT 1");
  if (!statement.step()) return head;
  std::string hash;
  statement.get(head.last, hash, head.at);
  head.hash = storage::to_hex(hash);
  return head;
}

void AuditStore::save(const models::AuditHead& head) {
  connection_.prepare("INSERT INTO audit_heads (last, hash, at, key, signature) VALUES (?, ?, ?, ?, ?)")
      .bind(head.last, Blob{storage::from_hex(head.hash)}, head.at, head.key, head.signature)
      .run();
}

std::optional<models::AuditHead> AuditStore::last_head() {
  auto statement =
      connection_.prepare("SELECT last, hash, at, key, signature FROM audit_heads ORDER BY id DESC LIMIT 1");
  return first_row(statement, [](Statement& row) {
    models::AuditHead head;
    std::string hash;
    row.get(head.last, hash, head.at, head.key, head.signature);
    head.hash = storage::to_hex(hash);
    return head;
  });
}

}  // namespace sqlite
