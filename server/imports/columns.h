#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/error.h"
#include "models/place.h"
#include "server/town/table.h"

namespace imports {

/// A column of a table: what an export calls it, and its Chinese heading.
struct Column {
  std::string_view name;
  std::string_view label;
};

/// The headings of a table, and the cells below them.
class Columns {
 public:
  /// Shape   needed: the first of `known`, that cannot be missing
  Columns(const std::vector<Column>& known, std::size_t needed, const town::TableRow& header,
          std::vector<models::FieldError>& wrong);

  /// Nothing when there is no such column: what it says stays as it is.
  std::optional<std::string> cell(const town::TableRow& row, std::string_view column) const;
  void text(const town::TableRow& row, std::string_view column, std::string& into) const;
  void flag(const town::TableRow& row, std::string_view column, bool& into,
            std::vector<models::FieldError>& wrong) const;
  void number(const town::TableRow& row, std::string_view column, int& into,
              std::vector<models::FieldError>& wrong) const;
  /// Words with semicolons between.
  void words(const town::TableRow& row, std::string_view column, std::vector<std::string>& into) const;
  void position(const town::TableRow& row, std::optional<models::Position>& into,
                std::vector<models::FieldError>& wrong) const;

 private:
  std::map<std::string, std::size_t, std::less<>> places_;
};

}  // namespace imports
