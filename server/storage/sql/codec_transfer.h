#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "models/transfer.h"

namespace sql {

/// What another system offers, as the text of one column; read back the same.
std::string to_json_text(const std::vector<models::ForeignService>& services);
/// Errors  std::runtime_error when the text is not what to_json_text writes
void from_json_text(std::string_view text, std::vector<models::ForeignService>& services);

}  // namespace sql
