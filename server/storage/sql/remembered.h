#pragma once
#include <string>
#include <unordered_map>
#include <utility>

#include "server/storage/sql/codec_columns.h"
#include "server/storage/sql/statement.h"

namespace sql {

inline constexpr std::size_t most_remembered = 512;  ///< texts of one kind; a town has about a hundred

/// Reads a column of JSON. A town's rules and crews are a few texts that are read again and again: what one
/// meant is remembered by its words, so that there is nothing to bring up to date when they change.
template <class T>
void get_remembered(Statement& row, T& value) {
  thread_local std::unordered_map<std::string, T> known;
  auto text = std::string(row.text());
  if (const auto found = known.find(text); found != known.end()) {
    value = found->second;
    return;
  }
  from_json_text(text, value);
  if (known.size() >= most_remembered) known.clear();
  known.emplace(std::move(text), value);
}

}  // namespace sql
