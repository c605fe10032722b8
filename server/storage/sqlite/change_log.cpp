#include "server/storage/sqlite/change_log.h"

// Debian's SQLite has the hook that sees old and new values; its header only shows it when told to.
#define SQLITE_ENABLE_PREUPDATE_HOOK 1
#include <sqlite3.h>

#include <cstring>

#include "server/storage/sqlite/connection.h"

namespace sqlite {
namespace {

std::string text_of(sqlite3_value* value) {
  switch (sqlite3_value_type(value)) {
    case SQLITE_NULL:
      return "";
    case SQLITE_BLOB:
      return "•••";
    case SQLITE_INTEGER:
      return std::to_string(sqlite3_value_int64(value));
    default:
      return {reinterpret_cast<const char*>(sqlite3_value_text(value)),
              static_cast<std::size_t>(sqlite3_value_bytes(value))};
  }
}

bool same(sqlite3_value* one, sqlite3_value* other) {
  const int type = sqlite3_value_type(one);
  if (type != sqlite3_value_type(other)) return false;
  switch (type) {
    case SQLITE_NULL:
      return true;
    case SQLITE_INTEGER:
      return sqlite3_value_int64(one) == sqlite3_value_int64(other);
    case SQLITE_FLOAT:
      return !(sqlite3_value_double(one) < sqlite3_value_double(other)) &&
             !(sqlite3_value_double(other) < sqlite3_value_double(one));
    default: {
      const int size = sqlite3_value_bytes(one);
      return size == sqlite3_value_bytes(other) &&
             (size == 0 || std::memcmp(sqlite3_value_blob(one), sqlite3_value_blob(other),
                                       static_cast<std::size_t>(size)) == 0);
    }
  }
}

}  // namespace

void ChangeLog::listen(Connection& connection) {
  forget_tables();
  std::vector<std::string> names;
  {
    auto list = connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'");
    while (list.step()) names.emplace_back(list.text());
  }
  for (const auto& name : names) {
    std::vector<ColumnDefinition> definitions;
    auto columns = connection.prepare("SELECT name, type, pk FROM pragma_table_info(?)");
    columns.bind(name);
    while (columns.step()) {
      ColumnDefinition column;
      std::string type;
      columns.get(column.name, type, column.in_key);
      column.is_number = type == "INTEGER";
      definitions.push_back(std::move(column));
    }
    add_table(name, definitions);
  }
  handle_ = connection.handle();
  sqlite3_preupdate_hook(
      handle_,
      [](void* self, sqlite3*, int operation, const char*, const char* table, sqlite3_int64 old_row,
         sqlite3_int64 new_row) {
        static_cast<ChangeLog*>(self)->before_change(operation, table, old_row, new_row);
      },
      this);
}

// SQLite calls this from C: nothing may be thrown through it.
void ChangeLog::before_change(int operation, std::string_view table, std::int64_t old_row,
                              std::int64_t new_row) {
  if (sqlite3_preupdate_depth(handle_) > 0) return;
  try {
    row_changed(operation == SQLITE_UPDATE   ? Change::updated
                : operation == SQLITE_INSERT ? Change::inserted
                                             : Change::removed,
                table, old_row, new_row);
  } catch (...) {
    ++counted_;
    ++in_all_;
  }
}

sqlite3_value* ChangeLog::seen(int column, bool old) const {
  sqlite3_value* value = nullptr;
  const int code =
      old ? sqlite3_preupdate_old(handle_, column, &value) : sqlite3_preupdate_new(handle_, column, &value);
  return code == SQLITE_OK ? value : nullptr;
}

std::string ChangeLog::value(int column, bool old) const {
  auto* value = seen(column, old);
  return value == nullptr ? "" : text_of(value);
}

bool ChangeLog::differs(int column) const {
  auto* before = seen(column, true);
  auto* after = seen(column, false);
  return before == nullptr || after == nullptr || !same(before, after);
}

}  // namespace sqlite
