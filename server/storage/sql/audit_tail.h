#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "server/storage/sql/audit_finders.h"
#include "server/storage/sql/audit_row.h"

namespace sql {

class Connection;

/// The end of the chain while a group of changes is under way: rows that have their number and hash and wait
/// to be inserted together before the group's commit. One by one, each would copy the pages it touches for
/// its change's savepoint.
class AuditTail {
 public:
  explicit AuditTail(Connection& connection)
      : connection_(connection), words_(connection), finders_(connection) {}

  void begin_group();   ///< the chain's end is read anew: another program may have written to it
  void begin_change();  ///< a savepoint begins
  void undo_change();   ///< and is rolled back, with every row since its begin
  models::AuditId add(models::AuditEntry entry, std::string changes, std::int64_t in_all,
                      models::EventId first, models::EventId last);
  /// Inserts what waits: before the commit, and before anybody reads the log in the same transaction.
  void store();
  /// Before the commit, after store().
  void write_finders();

  AuditWords& words() { return words_; }

 private:
  struct Mark {
    std::size_t rows = 0;
    std::size_t stored = 0;
  };
  void read_end();

  Connection& connection_;
  AuditWords words_;
  std::vector<StoredAuditRow> rows_;  ///< of this group; the first `stored` are in the table
  std::size_t stored_ = 0;
  Mark mark_;
  bool end_known_ = false;
  models::AuditId end_;  ///< of the table, before this group
  storage::AuditHash end_hash_{};
  AuditFinders finders_;
};

}  // namespace sql
