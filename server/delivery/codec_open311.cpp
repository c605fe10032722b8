#include "server/delivery/codec_open311.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>

#include "dispatch/text.h"

namespace delivery {
namespace {

using Json = nlohmann::json;

constexpr int deepest = 32;
constexpr std::size_t most_elements = 5'000;
constexpr std::size_t most_fields = 60;
constexpr std::size_t longest_value = 8'000;

// Nesting is counted before anything is built of it.
bool is_shallow(std::string_view text) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '[' || c == '{') {
      if (++depth > deepest) return false;
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return true;
}

std::string_view without_bom(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  const auto start = text.find_first_not_of(" \t\r\n");
  return start == std::string_view::npos ? std::string_view{} : text.substr(start);
}

std::string value_of(const Json& json) {
  if (json.is_string()) return cleaned(json.get_ref<const std::string&>(), longest_value);
  if (json.is_number() || json.is_boolean()) return json.dump();
  return {};
}

Record record_of(const Json& object) {
  Record record;
  if (!object.is_object()) return record;
  for (const auto& [name, value] : object.items()) {
    if (record.size() >= most_fields) break;
    if (!value.is_structured()) record.emplace(cleaned(name, 100), value_of(value));
  }
  return record;
}

std::optional<Json> parse_json(std::string_view body) {
  if (!is_shallow(body)) return std::nullopt;
  auto json = Json::parse(body, nullptr, false);
  if (json.is_discarded() || !json.is_structured()) return std::nullopt;
  return json;
}

// Some servers keep the wrapper that the convention leaves out.
const Json& list_in(const Json& json) {
  if (json.is_array()) return json;
  const Json* list = nullptr;
  for (const auto& value : json)
    if (value.is_array() && (list == nullptr)) list = &value;
  return list == nullptr ? json : *list;
}

std::vector<Record> records_of(const Json& list) {
  std::vector<Record> all;
  if (list.is_object()) {
    all.push_back(record_of(list));
    return all;
  }
  for (const auto& item : list) all.push_back(record_of(item));
  return all;
}

Record record_of(const pugi::xml_node& element) {
  Record record;
  for (const auto& child : element.children()) {
    if (record.size() >= most_fields) break;
    if (child.type() == pugi::node_element)
      record.emplace(cleaned(child.name(), 100), cleaned(child.text().get(), longest_value));
  }
  return record;
}

std::optional<std::vector<Record>> records_of(const pugi::xml_node& list) {
  std::vector<Record> all;
  for (const auto& element : list.children()) {
    if (element.type() != pugi::node_element) continue;
    if (all.size() >= most_elements) return std::nullopt;
    all.push_back(record_of(element));
  }
  return all;
}

// A document type is read over, entities are not resolved: parse_default knows the five of XML only.
bool load(pugi::xml_document& document, std::string_view body) {
  return static_cast<bool>(
             document.load_buffer(body.data(), body.size(), pugi::parse_default, pugi::encoding_auto)) &&
         document.document_element();
}

bool is_html(const pugi::xml_document& document) {
  const std::string_view name = document.document_element().name();
  return name == "html" || name == "HTML";
}

}  // namespace

std::string cleaned(std::string_view text, std::size_t most) {
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const std::size_t length = byte < 0x80 ? 1 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    const auto part = text.substr(i, length);
    if (!dispatch::count_characters(part)) {
      ++i;
      continue;
    }
    i += length;
    const bool control = (byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7f;
    if (control) continue;
    if (result.size() + length > most) break;
    result.append(part);
  }
  return dispatch::trimmed(result);
}

std::optional<std::vector<Record>> read_records(std::string_view given) {
  const auto body = without_bom(given);
  if (body.starts_with('<')) {
    pugi::xml_document document;
    if (!load(document, body) || is_html(document)) return std::nullopt;
    return records_of(document.document_element());
  }
  const auto json = parse_json(body);
  if (!json) return std::nullopt;
  const auto& list = list_in(*json);
  if (list.size() > most_elements) return std::nullopt;
  return records_of(list);
}

std::optional<std::vector<ForeignAttribute>> read_definition(std::string_view given) {
  const auto body = without_bom(given);
  std::vector<ForeignAttribute> all;
  if (body.starts_with('<')) {
    pugi::xml_document document;
    if (!load(document, body)) return std::nullopt;
    for (const auto& element : document.document_element().child("attributes").children("attribute")) {
      if (all.size() >= most_elements) return std::nullopt;
      auto values = records_of(element.child("values"));
      if (!values) return std::nullopt;
      all.push_back({record_of(element), *std::move(values)});
    }
    return all;
  }
  const auto json = parse_json(body);
  if (!json) return std::nullopt;
  const auto& root = json->is_array() && !json->empty() ? json->front() : *json;
  const auto attributes = root.is_object() ? root.value("attributes", Json::array()) : Json::array();
  if (!attributes.is_array() || attributes.size() > most_elements) return std::nullopt;
  for (const auto& item : attributes) {
    ForeignAttribute one{record_of(item)};
    if (item.is_object() && item.contains("values") && item["values"].is_array() &&
        item["values"].size() <= most_elements)
      one.values = records_of(item["values"]);
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace delivery
