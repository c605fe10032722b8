#pragma once
#include <map>
#include <string>
#include <string_view>

#include "models/reading.h"

/// What readings keep inside a row, as JSON text. See codec_columns.h.
namespace sql {

std::string to_json_text(const std::map<std::string, models::Measured>& last);
std::string to_json_text(const std::map<std::string, models::ReadingWatch>& watches);

/// Errors  std::runtime_error when the text is not what was written
void from_json_text(std::string_view text, std::map<std::string, models::Measured>& last);
void from_json_text(std::string_view text, std::map<std::string, models::ReadingWatch>& watches);

}  // namespace sql
