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

constexpr std::size_t agent_most = 200, reason_most = 300, text_most = 128;

void cut(std::string& text, std::size_t most) {
  if (text.size() <= most) return;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0) == 0x80) --most;
  text.resize(most);
}

models::AuditEntry bounded(models::AuditEntry entry) {
  cut(entry.agent, agent_most);
  cut(entry.reason, reason_most);
  for (auto* text : {&entry.role, &entry.name, &entry.address, &entry.act, &entry.object_kind,
                     &entry.object_id, &entry.request_id, &entry.idempotency_key})
    cut(*text, text_most);
  return entry;
}

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

models::AuditId AuditStore::write(const models::AuditEntry& given, std::string changes, std::int64_t in_all,
                                  models::EventId first, models::EventId last) {
  StoredAuditRow stored;
  storage::AuditHash before{};
  {
    auto newest = connection_.prepare("SELECT id, hash FROM audit_log ORDER BY id DESC LIMIT 1");
    if (newest.step()) {
      newest.get(stored.row.id);
      const auto hash = newest.text();
      std::copy_n(hash.begin(), std::min(hash.size(), before.size()), before.begin());
    }
  }
  ++stored.row.id.value;
  stored.row.entry = bounded(given);
  stored.row.changes_in_all = in_all;
  stored.row.first_event = first;
  stored.row.last_event = last;
  stored.changes = std::move(changes);
  const auto& entry = stored.row.entry;
  const auto hash = hash_of(stored, before);
  connection_
      .prepare(
          "INSERT INTO audit_log (id, kind, at, account, role, name, address, agent, act, object_kind, "
          "object_id, "
          "reason, status, request_id, idempotency_key, count, changes, changes_in_all, first_event, "
          "last_event, "
          "hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(stored.row.id, entry.kind, entry.at, entry.account, entry.role, entry.name, entry.address,
            entry.agent, entry.act, entry.object_kind, entry.object_id, entry.reason, entry.status,
            entry.request_id, entry.idempotency_key, entry.count, stored.changes, in_all, first, last,
            Blob{storage::as_text(hash)})
      .run();
  return stored.row.id;
}

models::AuditId AuditStore::append(const models::AuditEntry& entry) { return write(entry, "[]", 0, {}, {}); }

void AuditStore::begin() {
  entry_.reset();
  connection_.change_log().begin();
}

void AuditStore::seal(const models::AuditEntry& unsaid) {
  auto& log = connection_.change_log();
  const bool wanted = log.counted() > 0 || (entry_ && entry_->always);
  if (!wanted) return;
  // Taken first: what is written from here on is the log's own.
  auto changes = to_json_text(log.take_changes());
  auto entry = entry_ ? *entry_ : unsaid;
  if (entry.at == models::Time{})
    entry.at = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  write(entry, std::move(changes), log.changes_in_all(), log.first_event(), log.last_event());
}

std::optional<models::AuditRow> AuditStore::find(models::AuditId id) {
  auto statement = connection_.prepare(std::string(select_audit_rows) + " WHERE id = ?");
  return first_row(statement.bind(id), whole);
}

models::Page<models::AuditRow> AuditStore::search(const models::AuditQuery& query) {
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
