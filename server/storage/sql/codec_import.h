#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "models/import.h"

/// What imports keep inside a row, as JSON text. See codec_columns.h.
namespace sql {

std::string to_json_text(const std::vector<models::ImportFault>& faults);

/// Errors  std::runtime_error when the text is not what was written
void from_json_text(std::string_view text, std::vector<models::ImportFault>& faults);

}  // namespace sql
