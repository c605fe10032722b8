#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "models/audit.h"

struct sqlite3;
struct sqlite3_value;

namespace sqlite {

class Connection;

/// What one change did to the database, told by SQLite itself for every row of every table, so that no store
/// can forget to say it.
///
/// Shape   values of people and secrets are named and not shown: of ordinary tables only numbers, times and
///         the words of `shown` in change_log.cpp are; what triggers keep (counters) and the log itself do
///         not count
class ChangeLog {
 public:
  /// Listens to a connection from now on. The schema must be there already; call again after a migration.
  void listen(Connection& connection);
  bool listening() const { return handle_ != nullptr; }

  void begin();  ///< forgets everything: a new change starts
  /// Rows changed, but for those that tell of no act: a session seen again, the proof of /readyz.
  std::int64_t counted() const { return counted_; }
  std::vector<models::AuditChange> take_changes();
  std::int64_t changes_in_all() const { return in_all_; }
  models::EventId first_event() const { return first_event_; }
  models::EventId last_event() const { return last_event_; }

  /// Called by SQLite before each row changes.
  void before_change(int operation, std::string_view table, std::int64_t old_row, std::int64_t new_row);

 private:
  enum class Showing { shown, hidden, left_out };
  struct Column {
    std::string name;
    Showing showing = Showing::hidden;
    bool in_key = false;
  };
  struct Table {
    bool counts = true;      ///< the log itself and the proof of writing do not
    bool listed = true;      ///< else it counts, but its rows are not worth naming
    bool described = false;  ///< its new rows are told column by column
    std::vector<Column> columns;
    std::vector<int> key;     ///< the columns of the primary key, by number
    bool key_is_row = false;  ///< one number, the row's own
    int kind_of_event = -1;   ///< of events, the column with their kind
  };
  struct Removed {
    std::string table;
    std::string key;
    std::vector<std::string> values;
  };

  std::vector<std::string> values_of(const Table& table, bool old) const;
  std::string key_of(const Table& table, std::int64_t row, bool old) const;
  void add(models::AuditChange change);
  void inserted(const std::string& name, const Table& table, std::int64_t row);
  void updated(const std::string& name, const Table& table, std::int64_t row);
  void removed(const std::string& name, const Table& table, std::int64_t row);
  void differences(const std::string& name, const Table& table, const std::string& key,
                   const std::vector<std::string>& before, const std::vector<std::string>& after);

  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };

  sqlite3* handle_ = nullptr;
  std::unordered_map<std::string, Table, TextHash, std::equal_to<>> tables_;
  std::int64_t counted_ = 0;
  std::int64_t in_all_ = 0;
  std::vector<models::AuditChange> changes_;
  models::EventId first_event_;
  models::EventId last_event_;
  Removed last_removed_;
};

}  // namespace sqlite
