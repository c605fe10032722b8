#include "server/storage/audit_verify.h"

#include "server/storage/sql/audit_proof.h"
#include "server/storage/sqlite/connection.h"

namespace storage {
namespace {

constexpr std::chrono::seconds patience{5};

}  // namespace

AuditVerdict verify_audit(const std::filesystem::path& directory, const std::vector<KeptHead>& kept,
                          const std::vector<std::string>& public_keys, std::string_view key) {
  sqlite::Connection connection(directory / "lamplighter.db", sqlite::Connection::Mode::inspector, patience,
                                key);
  connection.execute("PRAGMA query_only = ON; BEGIN");
  auto verdict = sql::prove_audit(connection, kept, public_keys);
  connection.execute("COMMIT");
  return verdict;
}

models::AuditHead read_audit_head(const std::filesystem::path& directory, std::string_view key) {
  sqlite::Connection connection(directory / "lamplighter.db", sqlite::Connection::Mode::inspector, patience,
                                key);
  return sql::audit_head_of(connection);
}

}  // namespace storage
