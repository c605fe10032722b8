#pragma once
#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/catalog.h"
#include "models/escalation.h"
#include "models/work_order.h"

/// Lists and maps inside a row, as JSON text. What `to_json_text` wrote, `from_json_text` reads back the
/// same.
namespace sql {

using Limits = std::array<std::optional<models::SlaPolicy::Limit>, 5>;
using Details = std::vector<std::pair<std::string, std::string>>;
using Attributes = std::map<std::string, std::string>;

std::string to_json_text(const std::vector<std::string>& list);
std::string to_json_text(const std::vector<models::AttributeDefinition>& definitions);
std::string to_json_text(const std::vector<models::LocalizedText>& texts);
std::string to_json_text(const std::vector<models::WorkingSpan>& spans);
std::string to_json_text(const std::vector<int>& value);
std::string to_json_text(const std::vector<models::CalendarException>& value);
std::string to_json_text(const models::Season& value);
std::string to_json_text(const std::vector<models::WarningMark>& value);
std::string to_json_text(const std::vector<models::Interval>& value);
std::string to_json_text(const Limits& limits);
std::string to_json_text(const Attributes& attributes);
std::string to_json_text(const Details& details);
std::string to_json_text(const models::AssignmentDecision& decision);
std::string to_json_text(const std::vector<models::EscalationStep>& steps);

/// Errors  std::runtime_error when the text is not what to_json_text writes
void from_json_text(std::string_view text, std::vector<std::string>& list);
void from_json_text(std::string_view text, std::vector<models::AttributeDefinition>& definitions);
void from_json_text(std::string_view text, std::vector<models::LocalizedText>& texts);
void from_json_text(std::string_view text, std::vector<models::WorkingSpan>& spans);
void from_json_text(std::string_view text, std::vector<int>& value);
void from_json_text(std::string_view text, std::vector<models::CalendarException>& value);
void from_json_text(std::string_view text, models::Season& value);
void from_json_text(std::string_view text, std::vector<models::WarningMark>& value);
void from_json_text(std::string_view text, std::vector<models::Interval>& value);
void from_json_text(std::string_view text, Limits& limits);
void from_json_text(std::string_view text, Attributes& attributes);
void from_json_text(std::string_view text, Details& details);
void from_json_text(std::string_view text, models::AssignmentDecision& decision);
void from_json_text(std::string_view text, std::vector<models::EscalationStep>& steps);

}  // namespace sql
