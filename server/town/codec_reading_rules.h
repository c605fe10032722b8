#pragma once
#include <string_view>
#include <vector>

#include "models/error.h"
#include "models/reading.h"

namespace town {

/// Reads a file of reading rules.
///
/// Shape   {"rules": [{code, name: {zh, en}, class, fault_kind, measure, below or above, clears_at, held,
///         fresh, also: {measure, below or above}, only_dark}]}; held and fresh: ISO 8601, e.g. PT30M
/// Errors  invalid with every wrong field, e.g. rules[1].held; at most 200 rules
models::Result<std::vector<models::ReadingRule>> parse_reading_rules(std::string_view json);

}  // namespace town
