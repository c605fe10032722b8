#include "server/storage/sql/codec_audit.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace sql {

using Json = nlohmann::json;

namespace {

// Nearly every text is plain: table, column, number. Only the rest needs the library, which also replaces
// what is no UTF-8: such a text must not keep the change from being told.
void append(std::string& out, const std::string& text) {
  const bool plain = std::all_of(text.begin(), text.end(),
                                 [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
  if (plain)
    out.append(1, '"').append(text).append(1, '"');
  else
    out.append(Json(text).dump(-1, ' ', false, Json::error_handler_t::replace));
}

}  // namespace

std::string to_json_text(const std::vector<models::AuditChange>& changes) {
  std::string out;
  out.reserve(2 + changes.size() * 64);
  out.append(1, '[');
  for (const auto& change : changes) {
    out.append(out.size() == 1 ? "[" : ",[");
    append(out, change.table);
    for (const auto* text : {&change.key, &change.column, &change.before, &change.after}) {
      out.append(1, ',');
      append(out, *text);
    }
    out.append(1, ']');
  }
  return out.append(1, ']');
}

void from_json_text(std::string_view text, std::vector<models::AuditChange>& changes) {
  try {
    const auto list = Json::parse(text);
    for (const auto& one : list)
      changes.push_back({one.at(0).get<std::string>(), one.at(1).get<std::string>(),
                         one.at(2).get<std::string>(), one.at(3).get<std::string>(),
                         one.at(4).get<std::string>()});
  } catch (const Json::exception& error) {
    throw std::runtime_error(std::string("an audit row does not hold the JSON it should: ") + error.what());
  }
}

}  // namespace sql
