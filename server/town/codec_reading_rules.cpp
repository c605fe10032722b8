#include "server/town/codec_reading_rules.h"

#include <utility>

#include "server/codec/codec_object_reader.h"

namespace town {
namespace {

constexpr double largest = 1e9;

models::ReadingCondition read_condition(codec::ObjectReader& reader) {
  models::ReadingCondition condition;
  condition.measure = reader.text("measure", true, 64);
  const auto below = reader.number("below", -largest, largest, false);
  const auto above = reader.number("above", -largest, largest, false);
  if (below.has_value() == above.has_value())
    reader.wrong("below", "required", "give below or above: one of the two");
  condition.below = below.has_value();
  condition.threshold = below ? *below : above.value_or(0);
  return condition;
}

models::Duration read_length(codec::ObjectReader& reader, const std::string& key) {
  const auto text = reader.text(key, true, 40);
  const auto length = models::parse_iso8601(text);
  if (!length && !text.empty())
    reader.wrong(key, "bad_format", "must be an ISO 8601 length of time, e.g. PT30M");
  return length.value_or(models::Duration{0});
}

models::ReadingRule read_rule(codec::ObjectReader& reader) {
  models::ReadingRule rule;
  rule.code = reader.text("code", true, 64);
  rule.name = reader.localized("name", true);
  rule.facility_class = reader.text("class", true, 64);
  rule.fault_kind = reader.text("fault_kind", true, 64);
  rule.when = read_condition(reader);
  rule.clears_at = reader.number("clears_at", -largest, largest, true).value_or(0);
  rule.held = read_length(reader, "held");
  rule.fresh = read_length(reader, "fresh");
  if (auto also = reader.object("also", false)) {
    rule.also = read_condition(*also);
    also->finish();
  }
  rule.only_dark = reader.flag("only_dark", false);
  reader.finish();
  return rule;
}

}  // namespace

models::Result<std::vector<models::ReadingRule>> parse_reading_rules(std::string_view json) {
  std::vector<models::FieldError> errors;
  std::vector<models::ReadingRule> rules;
  if (auto reader = codec::ObjectReader::parse(json, errors)) {
    for (auto& item : reader->objects("rules", true, 200)) rules.push_back(read_rule(item));
    reader->finish();
  }
  if (auto error = codec::error_of(std::move(errors), "The file of reading rules")) return *std::move(error);
  return rules;
}

}  // namespace town
