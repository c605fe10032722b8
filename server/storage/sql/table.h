#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "server/storage/sql/connection.h"

namespace sql {

/// The columns of a table with an integer key `id`, in the order in which its store reads and writes them.
class Table {
 public:
  /// Shape   columns: comma-separated, without id; versioned: the last is `version`, which every update
  /// raises
  Table(std::string_view name, std::string_view columns, bool versioned = false);

  /// SELECT id and all columns FROM the table; add WHERE and the rest.
  const std::string& select() const { return select_; }

  std::int64_t insert(Connection& connection, const Values& values) const;

  /// Writes the columns that differ, so that no index is touched without need, and raises the version.
  ///
  /// Errors  std::logic_error when there is no such row
  void update(Connection& connection, std::int64_t id, const Values& values) const;

 private:
  std::string name_;
  std::vector<std::string> columns_;
  bool versioned_;
  std::string select_;
  std::string select_by_id_;
  std::string insert_;
};

/// INSERT of one row that takes the place of the one with the same key.
///
/// Shape   key, columns: comma-separated
std::string upsert(std::string_view table, std::string_view key, std::string_view columns);

/// Conditions joined by AND, with the values of their marks.
class Filter {
 public:
  template <class... T>
  Filter& add(std::string_view condition, const T&... values) {
    sql_.append(sql_.empty() ? "" : " AND ").append(condition);
    values_.add(values...);
    return *this;
  }
  /// Another filter's conditions between two pieces of SQL.
  Filter& add_all(std::string_view before, const Filter& inner, std::string_view after) {
    sql_.append(sql_.empty() ? "" : " AND ").append(before).append(inner.sql_).append(after);
    values_.append(inner.values_);
    return *this;
  }
  bool empty() const { return sql_.empty(); }
  std::string where() const { return sql_.empty() ? "" : " WHERE " + sql_; }
  const Values& values() const { return values_; }

 private:
  std::string sql_;
  Values values_;
};

/// All rows of a statement, each read by `read(statement)`.
template <class Read>
auto rows(Statement& statement, const Read& read) {
  std::vector<decltype(read(statement))> all;
  while (statement.step()) all.push_back(read(statement));
  return all;
}

/// The first row of a statement, or nothing.
template <class Read>
auto first_row(Statement& statement, const Read& read) -> std::optional<decltype(read(statement))> {
  if (!statement.step()) return std::nullopt;
  return read(statement);
}

}  // namespace sql
