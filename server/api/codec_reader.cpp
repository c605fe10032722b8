#include "server/api/codec_reader.h"

#include <algorithm>

namespace api {
namespace {

constexpr int deepest = 32;
constexpr std::size_t most_errors = 100;

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

models::Result<Json> parse_object(const std::string& body) {
  bool too_deep = false;
  Json json;
  try {
    json = Json::parse(body, [&too_deep](int depth, Json::parse_event_t, Json&) {
      too_deep = too_deep || depth > deepest;
      return !too_deep;
    });
  } catch (const Json::parse_error& error) {
    return models::Error{models::ErrorCode::invalid, "The body is no valid JSON in UTF-8 (byte " +
                                                         std::to_string(error.byte) +
                                                         "): send one JSON object."};
  }
  if (too_deep)
    return models::Error{models::ErrorCode::invalid, "The JSON nests too deeply: 32 levels at most."};
  if (!json.is_object())
    return models::Error{models::ErrorCode::invalid, "The body must be one JSON object."};
  return {boost::system::in_place_value, std::move(json)};
}

const Json* ObjectReader::member(std::string_view name) {
  known_.emplace_back(name);
  const auto found = object_.find(name);
  if (found == object_.end() || found->is_null()) return nullptr;
  return &*found;
}

void ObjectReader::wrong(std::string_view name, std::string code, std::string_view detail) {
  if (errors_.size() >= most_errors) return;
  auto field = prefix_ + std::string(name);
  auto text = field + " " + std::string(detail);
  errors_.push_back({std::move(field), std::move(code), std::move(text)});
}

std::string ObjectReader::text(std::string_view name, std::size_t longest, bool required) {
  const Json* value = member(name);
  if (value == nullptr) {
    if (required) wrong(name, "required", "is needed");
    return {};
  }
  if (!value->is_string()) {
    wrong(name, "bad_format", "must be a string");
    return {};
  }
  const auto& text = value->get_ref<const std::string&>();
  if (characters(text) > longest) {
    wrong(name, "too_long", "is longer than " + std::to_string(longest) + " characters");
    return {};
  }
  if (text.find('\0') != std::string::npos) {
    wrong(name, "bad_format", "holds a NUL character");
    return {};
  }
  if (required && text.empty()) wrong(name, "required", "must not be empty");
  return text;
}

bool ObjectReader::boolean(std::string_view name, bool otherwise, bool required) {
  const Json* value = member(name);
  if (value == nullptr) {
    if (required) wrong(name, "required", "is needed: true or false");
    return otherwise;
  }
  if (value->is_boolean()) return value->get<bool>();
  wrong(name, "bad_format", "must be true or false");
  return otherwise;
}

std::optional<bool> ObjectReader::maybe_boolean(std::string_view name) {
  const Json* value = member(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_boolean()) return value->get<bool>();
  wrong(name, "bad_format", "must be true or false");
  return std::nullopt;
}

std::optional<double> ObjectReader::number(std::string_view name, double least, double most, bool required) {
  const Json* value = member(name);
  if (value == nullptr) {
    if (required) wrong(name, "required", "is needed");
    return std::nullopt;
  }
  if (!value->is_number()) {
    wrong(name, "bad_format", "must be a number");
    return std::nullopt;
  }
  const auto number = value->get<double>();
  if (!std::isfinite(number) || number < least || number > most) {
    wrong(name, "out_of_range",
          "must lie between " + std::to_string(static_cast<long long>(least)) + " and " +
              std::to_string(static_cast<long long>(most)));
    return std::nullopt;
  }
  return number;
}

std::optional<models::Time> ObjectReader::time(std::string_view name) {
  const auto value = text(name, 40);
  if (value.empty()) return std::nullopt;
  auto parsed = models::parse_rfc3339(value);
  if (!parsed) wrong(name, "bad_format", "must be an RFC 3339 time, e.g. 2026-11-23T08:00:00+08:00");
  return parsed;
}

const Json* ObjectReader::object(std::string_view name) {
  const Json* value = member(name);
  if (value == nullptr) return nullptr;
  if (value->is_object()) return value;
  wrong(name, "bad_format", "must be an object");
  return nullptr;
}

std::optional<models::Position> ObjectReader::position(std::string_view name) {
  const Json* value = object(name);
  if (value == nullptr) return std::nullopt;
  ObjectReader reader(*value, prefix_ + std::string(name) + ".", errors_);
  const auto latitude = reader.number("latitude", -90, 90, true);
  const auto longitude = reader.number("longitude", -180, 180, true);
  auto source = reader.text("source", 32);
  reader.finish();
  if (!latitude || !longitude) return std::nullopt;
  return models::Position{*latitude, *longitude, std::move(source)};
}

void ObjectReader::finish() {
  for (const auto& [name, value] : object_.items())
    if (std::find(known_.begin(), known_.end(), name) == known_.end())
      wrong(name.substr(0, 64), "not_allowed", "is not known here: leave it out");
}

models::Error field_errors(std::vector<models::FieldError> errors) {
  auto detail = errors.size() == 1
                    ? errors.front().detail
                    : std::to_string(errors.size()) + " fields are wrong: `errors` names each.";
  return models::Error{models::ErrorCode::invalid, std::move(detail), std::move(errors), {}};
}

}  // namespace api
