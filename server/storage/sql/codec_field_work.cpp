#include "server/storage/sql/codec_field_work.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

namespace sql {
namespace {

using Json = nlohmann::ordered_json;

template <class T, class Write>
std::string write_list(const std::vector<T>& list, const Write& write) {
  if (list.empty()) return "[]";
  Json json = Json::array();
  for (const auto& one : list) json.push_back(write(one));
  return json.dump();
}

template <class T, class Read>
void read_list(std::string_view text, std::vector<T>& list, const Read& read) {
  list.clear();
  if (text == "[]") return;
  try {
    for (const auto& item : Json::parse(text)) list.push_back(read(item));
  } catch (const nlohmann::json::exception& error) {
    throw std::runtime_error(std::string("a column does not hold the JSON it should: ") + error.what());
  }
}

std::string word(const Json& item, std::size_t index) { return item.at(index).get<std::string>(); }

}  // namespace

std::string to_json_text(const std::vector<models::CheckItem>& list) {
  return write_list(list, [](const auto& one) { return Json::array({one.code, one.name.zh, one.name.en}); });
}
std::string to_json_text(const std::vector<models::CheckAnswer>& list) {
  return write_list(list, [](const auto& one) {
    return Json::array({one.item, one.name.zh, one.name.en, one.answer});
  });
}
std::string to_json_text(const std::vector<models::PartUse>& list) {
  return write_list(list, [](const auto& one) {
    return Json::array({one.part, one.name.zh, one.name.en, one.quantity, one.missing, one.cents});
  });
}
std::string to_json_text(const std::vector<models::LampSeen>& list) {
  return write_list(list, [](const auto& one) { return Json::array({one.code, one.burns}); });
}

void from_json_text(std::string_view text, std::vector<models::CheckItem>& list) {
  read_list(text, list, [](const Json& item) {
    return models::CheckItem{word(item, 0), {word(item, 1), word(item, 2)}};
  });
}
void from_json_text(std::string_view text, std::vector<models::CheckAnswer>& list) {
  read_list(text, list, [](const Json& item) {
    return models::CheckAnswer{word(item, 0), {word(item, 1), word(item, 2)}, word(item, 3)};
  });
}
void from_json_text(std::string_view text, std::vector<models::PartUse>& list) {
  read_list(text, list, [](const Json& item) {
    return models::PartUse{word(item, 0),
                           {word(item, 1), word(item, 2)},
                           item.at(3).get<int>(),
                           item.at(4).get<int>(),
                           item.at(5).get<int>()};
  });
}
void from_json_text(std::string_view text, std::vector<models::LampSeen>& list) {
  read_list(text, list, [](const Json& item) {
    return models::LampSeen{word(item, 0), item.at(1).get<bool>()};
  });
}

}  // namespace sql
