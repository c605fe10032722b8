#pragma once
#include <string>
#include <string_view>

#include "models/audit.h"
#include "server/storage/audit_chain.h"
#include "server/storage/sql/audit_words.h"
#include "server/storage/sql/statement.h"

namespace sql {

/// A row of audit_log as it is stored: what the hash is made of, and the hash.
struct StoredAuditRow {
  models::AuditRow row;
  std::string changes;  ///< JSON text
  storage::AuditHash hash{};
};

/// SELECT of all columns; read_audit_row reads them.
extern const std::string_view select_audit_rows;
StoredAuditRow read_audit_row(Statement& row, AuditWords& words);

/// The hash of a row after that of the row before it.
storage::AuditHash hash_of(const StoredAuditRow& stored, const storage::AuditHash& before);

}  // namespace sql
