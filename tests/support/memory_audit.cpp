#include <algorithm>

#include "tests/support/memory_parts.h"

namespace support {
namespace {

bool within(const std::string& text, const std::string& part) {
  return part.empty() || text.find(part) != std::string::npos;
}

bool matches(const models::AuditRow& row, const models::AuditQuery& query) {
  const auto& entry = row.entry;
  return (!query.account || entry.account == query.account) && within(entry.name, query.name) &&
         (!query.kind || entry.kind == *query.kind) && within(entry.act, query.act) &&
         (query.object_kind.empty() || entry.object_kind == query.object_kind) &&
         (query.object_id.empty() || entry.object_id == query.object_id) &&
         (!query.refused || (entry.status >= 400) == *query.refused) &&
         (!query.from || entry.at >= *query.from) && (!query.to || entry.at < *query.to);
}

}  // namespace

// A rule's change is kept or undone by the test; only what must be on record anyway is a row here.
void MemoryAudit::describe(const models::AuditEntry& entry) {
  if (entry.always) append(entry);
}

models::AuditId MemoryAudit::append(const models::AuditEntry& entry) {
  models::AuditRow row;
  row.entry = entry;
  return insert_into(data_.audit, std::move(row));
}

std::optional<models::AuditRow> MemoryAudit::find(models::AuditId id) { return find_in(data_.audit, id); }

models::Page<models::AuditRow> MemoryAudit::search(const models::AuditQuery& query) {
  auto rows = values_of(data_.audit);
  std::erase_if(rows, [&](const auto& row) { return !matches(row, query); });
  std::reverse(rows.begin(), rows.end());
  return page_of(std::move(rows), query.cursor, query.limit);
}

std::int64_t MemoryAudit::count(models::AuditKind kind, models::AccountId account, models::Time since) {
  return std::count_if(data_.audit.begin(), data_.audit.end(), [&](const auto& row) {
    const auto& entry = row.second.entry;
    return entry.kind == kind && entry.account == account && entry.at >= since;
  });
}

models::AuditHead MemoryAudit::last() {
  models::AuditHead head;
  if (!data_.audit.empty()) head.last = data_.audit.rbegin()->first;
  return head;
}

void MemoryAudit::save(const models::AuditHead& head) { data_.audit_heads.push_back(head); }

std::optional<models::AuditHead> MemoryAudit::last_head() {
  if (data_.audit_heads.empty()) return std::nullopt;
  return data_.audit_heads.back();
}

}  // namespace support
