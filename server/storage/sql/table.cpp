#include "server/storage/sql/table.h"

#include <algorithm>
#include <stdexcept>

namespace sql {
namespace {

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> words(1);
  for (const char c : text) {
    if (c == ',')
      words.emplace_back();
    else if (c != ' ' && c != '\n')
      words.back() += c;
  }
  return words;
}

}  // namespace

Table::Table(std::string_view name, std::string_view columns, bool versioned)
    : name_(name), columns_(split(columns)), versioned_(versioned) {
  std::string names;
  std::string marks;
  for (const auto& column : columns_) {
    names.append(names.empty() ? "" : ", ").append(column);
    marks.append(marks.empty() ? "?" : ", ?");
  }
  select_ = "SELECT id, " + names + " FROM " + name_;
  select_by_id_ = "SELECT " + names + " FROM " + name_ + " WHERE id = ?";
  insert_ = "INSERT INTO " + name_ + " (" + names + ") VALUES (" + marks + ")";
}

std::string upsert(std::string_view table, std::string_view key, std::string_view columns) {
  const auto keys = split(key);
  std::string marks, sets;
  for (const auto& column : split(columns)) {
    marks.append(marks.empty() ? "?" : ", ?");
    if (std::find(keys.begin(), keys.end(), column) == keys.end())
      sets.append(sets.empty() ? "" : ", ").append(column).append(" = excluded.").append(column);
  }
  return std::string("INSERT INTO ")
      .append(table)
      .append(" (")
      .append(columns)
      .append(") VALUES (")
      .append(marks)
      .append(") ON CONFLICT (")
      .append(key)
      .append(") DO UPDATE SET ")
      .append(sets);
}

std::int64_t Table::insert(Connection& connection, const Values& values) const {
  if (values.all().size() != columns_.size()) throw std::logic_error("wrong number of values for " + name_);
  return connection.insert(insert_, values);
}

void Table::update(Connection& connection, std::int64_t id, const Values& values) const {
  const auto compared = columns_.size() - (versioned_ ? 1 : 0);
  if (values.all().size() != compared && values.all().size() != columns_.size())
    throw std::logic_error("wrong number of values for " + name_);
  std::string sql;
  std::vector<std::size_t> changed;
  {
    auto old = connection.prepare(select_by_id_);
    if (!old.bind(id).step()) throw std::logic_error("no row " + std::to_string(id) + " in " + name_);
    for (std::size_t i = 0; i < compared; ++i) {
      if (old.next_equals(values.all()[i])) continue;
      changed.push_back(i);
      sql.append(sql.empty() ? "" : ", ").append(columns_[i]).append(" = ?");
    }
  }
  if (versioned_) sql.append(sql.empty() ? "" : ", ").append("version = version + 1");
  if (sql.empty()) return;
  auto statement = connection.prepare("UPDATE " + name_ + " SET " + sql + " WHERE id = ?");
  for (const auto i : changed) statement.bind_value(values.all()[i]);
  statement.bind(id).run();
}

}  // namespace sql
