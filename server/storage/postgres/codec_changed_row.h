#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace postgres {

/// A row as note_change() writes it: ["I" | "U" | "D", table, old row or null, new row or null].
class ChangedRow {
 public:
  /// Errors  std::runtime_error when the text is none
  explicit ChangedRow(std::string_view text);
  char what() const { return what_; }
  const std::string& table() const { return table_; }
  /// As text; absent and NULL: empty.
  std::string value(const std::string& column, bool old) const;
  bool differs(const std::string& column) const;
  std::int64_t id(bool old) const;  ///< 0: the table has none

 private:
  const nlohmann::json* find(const std::string& column, bool old) const;
  nlohmann::json row_;
  char what_ = 'U';
  std::string table_;
};

}  // namespace postgres
