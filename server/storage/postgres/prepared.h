#pragma once
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "server/storage/postgres/handle.h"
#include "server/storage/sql/statement.h"

namespace postgres {

/// What a statement needs of its connection, which outlives it.
struct Desk {
  std::unique_ptr<Handle> handle;
  std::vector<std::string> forgotten;  ///< names to be given back when a transaction begins
  int changed = 0;                     ///< rows changed by the last statement
  std::uint64_t names = 0;
};

class Prepared final : public sql::Prepared {
 public:
  /// Shape   kept: it will be run many times, so the server keeps it too
  Prepared(Desk& desk, std::string_view sql, bool kept);
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
  std::string_view words() const override { return sql_; }
  void reset(bool forget) override;

 private:
  Parameter& parameter(int mark);
  std::string_view raw(int column) const;

  Desk& desk_;
  std::string sql_;
  std::string name_;  ///< empty: not kept by the server
  std::vector<Parameter> parameters_;
  Result result_;
  bool ran_ = false;
  int row_ = -1;
  int rows_ = 0;
  mutable std::deque<std::string> decoded_;  ///< bytes of this row
};

}  // namespace postgres
