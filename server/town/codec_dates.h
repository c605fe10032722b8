#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace town {

/// A date as 2026-02-14.
///
/// Errors  nothing for any other text
std::optional<std::chrono::sys_days> parse_date(std::string_view text);
std::string to_date_text(std::chrono::sys_days date);

}  // namespace town
