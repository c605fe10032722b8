#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "server/storage/sql/change_log.h"

struct sqlite3;
struct sqlite3_value;

namespace sqlite {

class Connection;

/// SQLite calls before each row changes.
class ChangeLog final : public sql::ChangeLog {
 public:
  /// Listens to a connection from now on. The schema must be there already; call again after a migration.
  void listen(Connection& connection);
  bool listening() const { return handle_ != nullptr; }

 private:
  void before_change(int operation, std::string_view table, std::int64_t old_row, std::int64_t new_row);
  sqlite3_value* seen(int column, bool old) const;
  std::string value(int column, bool old) const override;
  bool differs(int column) const override;

  sqlite3* handle_ = nullptr;
};

}  // namespace sqlite
