#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "models/audit.h"
#include "server/storage/audit_head.h"
#include "server/storage/database.h"

namespace storage {

/// Something in the audit log that is not as it was written.
///
/// Shape   row: the first one concerned
struct AuditFault {
  std::int64_t row = 0;
  std::string what;
};

/// Shape   faults: the first 20; fault_count: all of them; last: of the rows seen
struct AuditVerdict {
  std::int64_t rows = 0;
  std::int64_t heads = 0;  ///< signed heads compared
  models::AuditHead last;
  std::vector<AuditFault> faults;
  std::int64_t fault_count = 0;
  bool good() const { return fault_count == 0; }
};

/// Reads the whole log of a data folder, row by row, and makes every hash anew; the signed heads in the
/// folder and those `kept` elsewhere must fit, by `public_keys` (each 32 bytes) or else by the key a kept
/// head names. Reads only, also beside a running server.
///
/// Errors  throws what stands in the way of reading
AuditVerdict verify_audit(const std::filesystem::path& directory, const std::vector<KeptHead>& kept,
                          const std::vector<std::string>& public_keys, std::string_view key = {});

/// The same of a log in PostgreSQL.
AuditVerdict verify_audit(const DatabaseLimits& limits, const std::vector<KeptHead>& kept,
                          const std::vector<std::string>& public_keys);

/// The head as it stands now, not signed. Reads only.
///
/// Shape   key: of database_key.h, as above
models::AuditHead read_audit_head(const std::filesystem::path& directory, std::string_view key = {});
models::AuditHead read_audit_head(const DatabaseLimits& limits);  ///< of PostgreSQL

}  // namespace storage
