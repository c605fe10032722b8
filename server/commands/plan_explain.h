#pragma once
#include <string>

#include "server/config.h"

namespace commands {

/// Prints the stored decision about an order (its number or id) in Chinese and English, and makes it again
/// from what was kept of its input.
///
/// Errors  answers `usage` for an unknown order, `failed` when the database cannot be read
int explain_plan(const config::Config& config, const std::string& order);

}  // namespace commands
