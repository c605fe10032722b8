#pragma once
#include <string_view>

#include "server/storage/sql/statement.h"

struct sqlite3_stmt;
struct sqlite3;

namespace sqlite {

class Prepared final : public sql::Prepared {
 public:
  /// Shape   kept: it will be run many times
  Prepared(sqlite3* connection, std::string_view sql, bool kept);
  ~Prepared() override;

  void bind_null(int mark) override;
  void bind(int mark, std::int64_t value) override;
  void bind(int mark, double value) override;
  void bind_text(int mark, std::string_view value, bool stays) override;
  void bind_bytes(int mark, std::string_view value, bool stays) override;

  bool step() override;
  int columns() const override;
  bool is_null(int column) const override;
  std::int64_t integer(int column) const override;
  double real(int column) const override;
  std::string_view text(int column) const override;
  sql::Values::Value value(int column) const override;
  bool equals(int column, const sql::Values::Value& value) const override;
  std::string_view words() const override;
  void reset(bool forget) override;

 private:
  void check(int code);

  sqlite3* connection_;
  sqlite3_stmt* handle_ = nullptr;
};

}  // namespace sqlite
