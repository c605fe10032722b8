#pragma once
#include <string>
#include <string_view>

#include "models/plan.h"

/// The parts of a publication that are kept together in one column.
namespace sql {

/// Measures, changes and sequences.
std::string content_text(const models::Publication& publication);

/// Errors  std::runtime_error when the text is not what content_text writes
void read_content(std::string_view text, models::Publication& publication);

}  // namespace sql
