#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "server/storage/move.h"
#include "server/storage/sql/connection.h"

namespace sql {

/// Shape   key: its columns in the order of the primary key
struct TableShape {
  std::string name;
  std::vector<std::string> columns;
  std::vector<std::string> key;
  bool operator==(const TableShape&) const = default;
};

/// What a move needs of a database beyond statements. The connection is the only one for as long as this
/// lives.
class MoveSide {
 public:
  virtual ~MoveSide() = default;
  virtual Connection& connection() = 0;
  /// By name, without what is made from other tables or tells of no town.
  virtual std::vector<TableShape> tables() = 0;
  /// Takes away what would slow the rows down or do something of its own with each: triggers, references,
  /// indexes; writes down how they were. Done once: a move that goes on finds it so.
  virtual void make_bare() = 0;
  virtual void load(const TableShape& table, const std::vector<Values>& rows) = 0;
  /// Puts all of it back, and the numbers that were given last.
  virtual void make_whole() = 0;
};

std::unique_ptr<MoveSide> sqlite_side(const storage::MoveEnd& end);
std::unique_ptr<MoveSide> postgres_side(const storage::MoveEnd& end);

}  // namespace sql
