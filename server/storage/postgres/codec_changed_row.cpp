#include "server/storage/postgres/codec_changed_row.h"

#include <stdexcept>

namespace postgres {

using nlohmann::json;

ChangedRow::ChangedRow(std::string_view text) : row_(json::parse(text, nullptr, false)) {
  if (!row_.is_array() || row_.size() != 4 || !row_[0].is_string() || !row_[1].is_string())
    throw std::runtime_error("a changed row was noted in another form");
  what_ = row_[0].get_ref<const std::string&>().front();
  table_ = row_[1].get<std::string>();
}

const json* ChangedRow::find(const std::string& column, bool old) const {
  const auto& side = row_[old ? 2 : 3];
  if (!side.is_object()) return nullptr;
  const auto found = side.find(column);
  return found == side.end() || found->is_null() ? nullptr : &*found;
}

std::string ChangedRow::value(const std::string& column, bool old) const {
  const auto* found = find(column, old);
  if (found == nullptr) return "";
  return found->is_string() ? found->get<std::string>() : found->dump();
}

bool ChangedRow::differs(const std::string& column) const {
  const auto *before = find(column, true), *after = find(column, false);
  if (before == nullptr || after == nullptr) return before != after;
  return *before != *after;
}

std::int64_t ChangedRow::id(bool old) const {
  const auto* found = find("id", old);
  return found != nullptr && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

}  // namespace postgres
