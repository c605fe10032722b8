#include "server/codec/codec_object_reader.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace codec {

using nlohmann::json;

namespace {

constexpr int deepest = 32;
constexpr std::size_t most_errors = 200;
constexpr std::size_t longest_name = 64;  // of an unknown field, told back to its sender

const json& as_json(const void* value) { return *static_cast<const json*>(value); }

/// Of a text that may not be JSON at all: brackets outside of what stands in quotes.
bool nests_deeper(std::string_view text, int most) {
  int depth = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"') {
      for (++at; at < text.size() && text[at] != '"'; ++at)
        if (text[at] == '\\') ++at;
    } else if (c == '{' || c == '[') {
      if (++depth > most) return true;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return false;
}

std::size_t count_characters(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

bool has_control_character(const std::string& text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7F;
  });
}

}  // namespace

ObjectReader::ObjectReader(std::shared_ptr<const void> document, const void* value, std::string path,
                           std::vector<models::FieldError>& errors)
    : document_(std::move(document)), value_(value), path_(std::move(path)), errors_(&errors) {}

std::optional<ObjectReader> ObjectReader::parse(std::string_view text,
                                                std::vector<models::FieldError>& errors,
                                                std::size_t maximum_bytes) {
  if (text.size() > maximum_bytes) {
    errors.push_back({"", "too_long", "the JSON text is over " + std::to_string(maximum_bytes) + " bytes"});
    return std::nullopt;
  }
  // Looked at before: a parser that asks at each step takes half as long again.
  if (nests_deeper(text, deepest)) {
    errors.push_back({"", "bad_format", "the JSON text nests deeper than 32 levels"});
    return std::nullopt;
  }
  auto document = std::make_shared<json>();
  try {
    *document = json::parse(text);
  } catch (const json::parse_error& wrong) {
    errors.push_back(
        {"", "bad_format", "not valid JSON in UTF-8 near byte " + std::to_string(wrong.byte) + "; mend it"});
    return std::nullopt;
  } catch (const json::exception&) {
    errors.push_back({"", "bad_format", "the JSON text holds a number that is too large"});
    return std::nullopt;
  }
  if (!document->is_object()) {
    errors.push_back({"", "bad_format", "one JSON object { … } is expected"});
    return std::nullopt;
  }
  const void* value = document.get();
  return ObjectReader(std::move(document), value, "", errors);
}

std::string ObjectReader::path_of(const std::string& key) const {
  return path_.empty() ? key : path_ + "." + key;
}

void ObjectReader::add(const std::string& path, std::string code, std::string detail) {
  if (errors_->size() < most_errors) errors_->push_back({path, std::move(code), std::move(detail)});
}

void ObjectReader::wrong(const std::string& key, std::string code, std::string detail) {
  add(path_of(key), std::move(code), std::move(detail));
}

bool ObjectReader::has(const std::string& key) {
  if (std::ranges::find(asked_, key) == asked_.end()) asked_.push_back(key);
  const auto& object = as_json(value_);
  const auto found = object.find(key);
  return found != object.end() && !found->is_null();
}

const void* ObjectReader::find(const std::string& key, bool required) {
  if (has(key)) return &as_json(value_).at(key);
  if (required) wrong(key, "required", "must be given");
  return nullptr;
}

const void* ObjectReader::find_list(const std::string& key, bool required, std::size_t maximum_items) {
  const void* value = find(key, required);
  if (!value) return nullptr;
  if (!as_json(value).is_array()) {
    wrong(key, "bad_format", "must be a list [ … ]");
    return nullptr;
  }
  if (as_json(value).size() > maximum_items) {
    wrong(key, "too_long", "has more than " + std::to_string(maximum_items) + " items");
    return nullptr;
  }
  return value;
}

std::string ObjectReader::read_text(const void* value, const std::string& path, bool required,
                                    std::size_t maximum_characters) {
  if (!as_json(value).is_string()) {
    add(path, "bad_format", "must be a text in quotes");
    return {};
  }
  const auto& text = as_json(value).get_ref<const std::string&>();
  if (required && text.empty()) {
    add(path, "required", "must not be empty");
  } else if (count_characters(text) > maximum_characters) {
    add(path, "too_long", "has more than " + std::to_string(maximum_characters) + " characters");
  } else if (has_control_character(text)) {
    add(path, "bad_format", "has an invisible control character; take it out");
  } else {
    return text;
  }
  return {};
}

std::string ObjectReader::text(const std::string& key, bool required, std::size_t maximum_characters) {
  const void* value = find(key, required);
  return value ? read_text(value, path_of(key), required, maximum_characters) : std::string();
}

bool ObjectReader::flag(const std::string& key, bool otherwise, bool required) {
  if (required) find(key, true);
  return maybe_flag(key).value_or(otherwise);
}

std::optional<bool> ObjectReader::maybe_flag(const std::string& key) {
  const void* value = find(key, false);
  if (!value) return std::nullopt;
  if (as_json(value).is_boolean()) return as_json(value).get<bool>();
  wrong(key, "bad_format", "must be true or false");
  return std::nullopt;
}

std::optional<models::Time> ObjectReader::time(const std::string& key) {
  const auto value = text(key, false, 40);
  if (value.empty()) return std::nullopt;
  auto parsed = models::parse_rfc3339(value);
  if (!parsed) wrong(key, "bad_format", "must be an RFC 3339 time, e.g. 2026-11-23T08:00:00+08:00");
  return parsed;
}

std::int64_t ObjectReader::integer(const std::string& key, std::int64_t minimum, std::int64_t maximum,
                                   std::optional<std::int64_t> otherwise) {
  const void* value = find(key, !otherwise);
  if (!value) return otherwise.value_or(minimum);
  const auto& number = as_json(value);
  if (!number.is_number_integer()) {
    wrong(key, "bad_format", "must be a whole number");
  } else if ((number.is_number_unsigned() && number.get<std::uint64_t>() > INT64_MAX) ||
             number.get<std::int64_t>() < minimum || number.get<std::int64_t>() > maximum) {
    wrong(key, "out_of_range",
          "must be between " + std::to_string(minimum) + " and " + std::to_string(maximum));
  } else {
    return number.get<std::int64_t>();
  }
  return otherwise.value_or(minimum);
}

std::optional<double> ObjectReader::number(const std::string& key, double minimum, double maximum,
                                           bool required) {
  const void* value = find(key, required);
  if (!value) return std::nullopt;
  if (!as_json(value).is_number()) {
    wrong(key, "bad_format", "must be a number");
    return std::nullopt;
  }
  const double number = as_json(value).get<double>();
  if (number >= minimum && number <= maximum) return number;
  wrong(key, "out_of_range",
        "must be between " + std::to_string(static_cast<long long>(minimum)) + " and " +
            std::to_string(static_cast<long long>(maximum)));
  return std::nullopt;
}

models::LocalizedText ObjectReader::read_localized(const void* value, const std::string& path, bool required,
                                                   std::size_t maximum_characters) {
  if (!as_json(value).is_object()) {
    add(path, "bad_format", "must be an object {\"zh\": …, \"en\": …}");
    return {};
  }
  ObjectReader texts(document_, value, path, *errors_);
  models::LocalizedText result;
  result.zh = texts.text("zh", required, maximum_characters);
  result.en = texts.text("en", required, maximum_characters);
  texts.finish();
  return result;
}

models::LocalizedText ObjectReader::localized(const std::string& key, bool required,
                                              std::size_t maximum_characters) {
  const void* value = find(key, required);
  return value ? read_localized(value, path_of(key), required, maximum_characters) : models::LocalizedText();
}

std::vector<std::string> ObjectReader::texts(const std::string& key, std::size_t maximum_items,
                                             std::size_t maximum_characters) {
  std::vector<std::string> result;
  const void* list = find_list(key, false, maximum_items);
  if (!list) return result;
  for (const auto& item : as_json(list))
    result.push_back(
        read_text(&item, path_of(key) + "[" + std::to_string(result.size()) + "]", true, maximum_characters));
  return result;
}

std::vector<models::LocalizedText> ObjectReader::localized_list(const std::string& key,
                                                                std::size_t maximum_items,
                                                                std::size_t maximum_characters) {
  std::vector<models::LocalizedText> result;
  const void* list = find_list(key, false, maximum_items);
  if (!list) return result;
  for (const auto& item : as_json(list))
    result.push_back(read_localized(&item, path_of(key) + "[" + std::to_string(result.size()) + "]", true,
                                    maximum_characters));
  return result;
}

std::optional<ObjectReader> ObjectReader::object(const std::string& key, bool required) {
  const void* value = find(key, required);
  if (!value) return std::nullopt;
  if (as_json(value).is_object()) return ObjectReader(document_, value, path_of(key), *errors_);
  wrong(key, "bad_format", "must be an object { … }");
  return std::nullopt;
}

std::vector<ObjectReader> ObjectReader::objects(const std::string& key, bool required,
                                                std::size_t maximum_items) {
  std::vector<ObjectReader> result;
  const void* list = find_list(key, required, maximum_items);
  if (!list) return result;
  std::size_t index = 0;
  for (const auto& item : as_json(list)) {
    const std::string path = path_of(key) + "[" + std::to_string(index++) + "]";
    if (item.is_object())
      result.push_back(ObjectReader(document_, &item, path, *errors_));
    else
      add(path, "bad_format", "must be an object { … }");
  }
  return result;
}

std::optional<models::Position> ObjectReader::position(const std::string& key) {
  auto reader = object(key, false);
  if (!reader) return std::nullopt;
  const auto latitude = reader->number("latitude", -90, 90, true);
  const auto longitude = reader->number("longitude", -180, 180, true);
  auto source = reader->text("source", false, 40);
  reader->finish();
  if (!latitude || !longitude) return std::nullopt;
  return models::Position{*latitude, *longitude, std::move(source)};
}

void ObjectReader::finish() {
  for (const auto& [key, value] : as_json(value_).items())
    if (std::ranges::find(asked_, key) == asked_.end())
      wrong(key.substr(0, longest_name), "unknown", "no such field; take it out or mend its name");
}

std::optional<models::Error> error_of(std::vector<models::FieldError> fields, const std::string& what) {
  if (fields.empty()) return std::nullopt;
  models::Error error;
  error.detail = what + ": " + std::to_string(fields.size()) + (fields.size() == 1 ? " field" : " fields") +
                 " wrong; see each";
  error.fields = std::move(fields);
  return error;
}

}  // namespace codec
