#pragma once
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "server/storage/postgres/prepared.h"
#include "server/storage/sql/change_log.h"

namespace postgres {

class ChangedRow;

/// Triggers note each row in settings of the transaction (migrations/0028_e_noted.sql); they are asked once,
/// at the end of a change.
class ChangeLog final : public sql::ChangeLog {
 public:
  explicit ChangeLog(Desk& desk);
  ~ChangeLog() override;

  /// Reads which tables and columns there are.
  void listen();
  void collect() override;

 private:
  struct Column {
    std::string name;
    bool is_bytes = false;
  };
  std::string value(int column, bool old) const override;
  bool differs(int column) const override;

  Desk& desk_;
  std::unordered_map<std::string, std::vector<Column>> columns_;
  const std::vector<Column>* of_row_ = nullptr;
  std::unique_ptr<ChangedRow> row_;
};

}  // namespace postgres
