#pragma once
#include <string>
#include <vector>

#include "models/audit.h"
#include "server/storage/audit_verify.h"
#include "server/storage/sql/connection.h"

namespace sql {

/// storage::verify_audit on an open connection, whose reads see one state.
storage::AuditVerdict prove_audit(Connection& connection, const std::vector<storage::KeptHead>& kept,
                                  const std::vector<std::string>& public_keys);

/// The last row of the chain and its hash.
models::AuditHead audit_head_of(Connection& connection);

}  // namespace sql
