#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "models/audit.h"

namespace sql {

/// What one change did to the database, told by the database itself for every row of every table, so that no
/// store can forget to say it.
///
/// Shape   values of people and secrets are named and not shown: of ordinary tables only numbers, times and
///         the words of `shown` in change_log.cpp are; what triggers keep (counters) and the log itself do
///         not count
class ChangeLog {
 public:
  virtual ~ChangeLog() = default;

  virtual void begin();  ///< forgets everything: a new change starts
  /// Before anything is asked: drivers that are told only when they ask do so here.
  virtual void collect() {}
  /// Rows changed, but for those that tell of no act: a session seen again, the proof of /readyz.
  std::int64_t counted() const { return counted_; }
  std::vector<models::AuditChange> take_changes();
  std::int64_t changes_in_all() const { return in_all_; }
  models::EventId first_event() const { return first_event_; }
  models::EventId last_event() const { return last_event_; }

 protected:
  enum class Change { inserted, updated, removed };
  struct ColumnDefinition {
    std::string name;
    bool is_number = false;
    bool in_key = false;
  };
  static constexpr std::string_view hidden_value = "•••";

  void forget_tables();
  /// Shape   columns: in the order in which value() numbers them
  void add_table(const std::string& name, const std::vector<ColumnDefinition>& columns);
  static bool counts(std::string_view table);  ///< of every table: whether its changes are noted at all
  static bool lists(std::string_view table);   ///< whether its rows are worth naming

  /// A driver says that a row changes; value() and differs() then tell of it.
  void row_changed(Change change, std::string_view table, std::int64_t old_row, std::int64_t new_row);
  /// Further rows, of which only the number is known.
  void only_counted(std::int64_t rows, models::EventId first, models::EventId last);
  /// A column of the row that changes, as text; NULL: empty; bytes: hidden_value.
  virtual std::string value(int column, bool old) const = 0;
  virtual bool differs(int column) const = 0;

  std::int64_t counted_ = 0;
  std::int64_t in_all_ = 0;

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
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };

  std::vector<std::string> values_of(const Table& table, bool old) const;
  std::string key_of(const Table& table, std::int64_t row, bool old) const;
  void add(models::AuditChange change);
  void inserted(const std::string& name, const Table& table, std::int64_t row);
  void updated(const std::string& name, const Table& table, std::int64_t row);
  void removed(const std::string& name, const Table& table, std::int64_t row);
  void differences(const std::string& name, const Table& table, const std::string& key,
                   const std::vector<std::string>& before, const std::vector<std::string>& after);

  std::unordered_map<std::string, Table, TextHash, std::equal_to<>> tables_;
  std::vector<models::AuditChange> changes_;
  models::EventId first_event_;
  models::EventId last_event_;
  Removed last_removed_;
};

}  // namespace sql
