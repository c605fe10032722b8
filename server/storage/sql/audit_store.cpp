#include <algorithm>
#include <chrono>
#include <iterator>

#include "server/storage/sql/audit_row.h"
#include "server/storage/sql/codec_audit.h"
#include "server/storage/sql/cursor.h"
#include "server/storage/sql/search_text.h"
#include "server/storage/sql/stores.h"
#include "server/storage/sql/table.h"

namespace sql {
namespace {

auto whole(AuditWords& words) {
  return [&words](Statement& row) {
    auto stored = read_audit_row(row, words);
    from_json_text(stored.changes, stored.row.changes);
    stored.row.hash = storage::to_hex(storage::as_text(stored.hash));
    return std::move(stored.row);
  };
}

// The first row from a moment on, as far as the spans tell; it may stand before it, never after.
constexpr std::string_view first_since =
    "ifnull((SELECT min(first) FROM audit_spans WHERE latest >= ?), "
    "(SELECT ifnull(max(last), 0) + 1 FROM audit_spans))";

Filter filter_of(const models::AuditQuery& query) {
  Filter filter;
  if (query.account) filter.add("account = ?", query.account);
  if (query.kind) filter.add("kind = ?", *query.kind);
  if (!query.object_kind.empty())
    filter.add("object_kind = (SELECT id FROM audit_words WHERE text = ?)", query.object_kind);
  if (!query.object_id.empty()) filter.add("object_id = ?", query.object_id);
  if (query.refused) filter.add(*query.refused ? "status >= 400" : "status < 400");
  if (query.from) filter.add("at >= ?", *query.from);
  if (query.to) filter.add("at < ?", *query.to);
  for (const auto& word : search_words(query.name))
    filter.add("name IN (SELECT id FROM audit_words WHERE instr(lower(text), ?) > 0)", word);
  for (const auto& word : search_words(query.act))
    filter.add("act IN (SELECT id FROM audit_words WHERE instr(lower(text), ?) > 0)", word);
  if (!query.cursor.empty()) {
    const auto before = parse_number<std::int64_t>(query.cursor);
    if (!before) throw std::invalid_argument("cursor");
    filter.add("id < ?", *before);
  }
  return filter;
}

// Of the rows that the finders know, those that can fit at all.
void narrow(Filter& filter, const models::AuditQuery& query) {
  if (!query.object_kind.empty() && !query.object_id.empty())
    filter.add(
        "id IN (SELECT id FROM audit_by_object WHERE object_kind = (SELECT id FROM audit_words WHERE text = "
        "?) "
        "AND object_id = ?)",
        query.object_kind, query.object_id);
  else if (query.account)
    filter.add("id IN (SELECT id FROM audit_by_account WHERE account = ?)", query.account);
  if (query.from) filter.add("id >= " + std::string(first_since), *query.from);
  if (query.to) filter.add("id <= (SELECT max(last) FROM audit_spans WHERE earliest < ?)", *query.to);
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
  log.collect();
  const bool wanted = log.counted() > 0 || (entry_ && entry_->always);
  if (!wanted) return;
  // Taken first: what is written from here on is the log's own.
  auto changes = to_json_text(log.take_changes());
  models::AuditEntry entry;
  if (entry_)
    entry = std::move(*entry_);
  else
    entry = unsaid;
  entry_.reset();
  if (entry.at == models::Time{})
    entry.at = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  tail_.add(std::move(entry), std::move(changes), log.changes_in_all(), log.first_event(), log.last_event());
}

std::optional<models::AuditRow> AuditStore::find(models::AuditId id) {
  tail_.store();
  auto statement = connection_.prepare(std::string(select_audit_rows) + " WHERE id = ?");
  return first_row(statement.bind(id), whole(tail_.words()));
}

models::Page<models::AuditRow> AuditStore::search(const models::AuditQuery& query) {
  tail_.store();
  const auto size = page_size(query.limit);
  models::Page<models::AuditRow> page;
  const auto add = [&](const Filter& filter) {
    auto statement =
        connection_.prepare(std::string(select_audit_rows) + filter.where() + " ORDER BY id DESC LIMIT ?");
    const auto left = size + 1 - static_cast<int>(page.items.size());
    auto found = rows(statement.bind_all(filter.values()).bind(left), whole(tail_.words()));
    std::move(found.begin(), found.end(), std::back_inserter(page.items));
  };
  auto latest = filter_of(query);
  add(latest.add("id > (SELECT ifnull(max(last), 0) FROM audit_spans)"));
  if (static_cast<int>(page.items.size()) <= size) {
    auto earlier = filter_of(query);
    earlier.add("id <= (SELECT max(last) FROM audit_spans)");
    narrow(earlier, query);
    add(earlier);
  }
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
                                "'unmasking' AND kind = ? AND account = ? AND at >= ?"
                              : "SELECT count(*) FROM audit_log WHERE kind = ? AND account = ? AND at >= ? "
                                "AND id >= " +
                                    std::string(first_since));
  statement.bind(kind, account, since);
  if (kind != models::AuditKind::unmasking) statement.bind(since);
  statement.step();
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

}  // namespace sql
