#pragma once
#include <string_view>

#include "models/decision.h"

namespace sql {

/// Reads a decision straight from the text that `to_json_text` writes of one: each order that is opened has
/// one of a thousand signs, and a tree of it took a seventh of reading the order.
///
/// Shape   false: the text goes on otherwise (signs that are escaped, say), and who knows all of JSON has to
/// read
///         it; `decision` is then half filled
bool read_plain(std::string_view text, models::AssignmentDecision& decision);

}  // namespace sql
