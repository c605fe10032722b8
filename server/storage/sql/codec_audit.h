#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "models/audit.h"

namespace sql {

/// The changes of an audit row as JSON text: [[table, key, column, before, after], …].
std::string to_json_text(const std::vector<models::AuditChange>& changes);
/// Errors  std::runtime_error when the text is not what to_json_text writes
void from_json_text(std::string_view text, std::vector<models::AuditChange>& changes);

}  // namespace sql
