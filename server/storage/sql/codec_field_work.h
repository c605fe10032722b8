#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "models/catalog.h"
#include "models/field_work.h"

/// Lists of field work inside a row; as codec_columns.h.
namespace sql {

std::string to_json_text(const std::vector<models::CheckItem>& list);
std::string to_json_text(const std::vector<models::CheckAnswer>& list);
std::string to_json_text(const std::vector<models::PartUse>& list);
std::string to_json_text(const std::vector<models::LampSeen>& list);

/// Errors  std::runtime_error when the text is not what to_json_text writes
void from_json_text(std::string_view text, std::vector<models::CheckItem>& list);
void from_json_text(std::string_view text, std::vector<models::CheckAnswer>& list);
void from_json_text(std::string_view text, std::vector<models::PartUse>& list);
void from_json_text(std::string_view text, std::vector<models::LampSeen>& list);

}  // namespace sql
