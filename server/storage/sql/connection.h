#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "server/storage/sql/change_log.h"
#include "server/storage/sql/statement.h"

namespace sql {

/// One open connection with its prepared statements. Used by one thread at a time.
///
/// Errors  of all: storage/database.h
class Connection {
 public:
  Connection() = default;
  virtual ~Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// A statement ready to bind, from the cache when it was used before.
  Statement prepare(std::string_view sql);

  /// Runs statements that give nothing back.
  virtual void execute(const std::string& sql) = 0;
  /// Runs an INSERT of one row and gives the `id` the row got.
  virtual std::int64_t insert(std::string_view sql, const Values& values) = 0;
  /// Whether each statement is a way there and back: then one that asks for many rows is better than many.
  virtual bool far() const { return false; }
  /// Whether nobody changes the database but through this connection.
  virtual bool writes_alone() const { return false; }
  virtual int changes() const = 0;          ///< rows changed by the last statement
  virtual bool in_transaction() const = 0;  ///< false too after an error that ended it
  virtual ChangeLog& change_log() = 0;
  /// From now on change_log() hears of every row; the schema must be there.
  virtual void note_changes() = 0;

  virtual void begin_write() = 0;  ///< from here to the end nobody else changes anything
  virtual void begin_read() = 0;   ///< from here to the end all reads see one state
  virtual void commit() = 0;
  /// Tells other servers of the same database that events were appended, with the commit.
  virtual void ring() {}
  /// What a writer does when nobody waits for an answer; throws when the connection cannot be trusted.
  virtual void tidy() {}

  /// The facilities whose text holds all pieces of all words, at most so many.
  ///
  /// Shape   pieces: of grams.h; the text of an index, not of SQL
  virtual std::vector<std::int64_t> facilities_with(const std::vector<std::string>& pieces, int most) = 0;

 protected:
  virtual std::unique_ptr<Prepared> compile(std::string_view sql, bool kept) = 0;
  void forget_statements() { statements_.clear(); }  ///< a driver closes: before its handle goes

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  std::unordered_map<std::string, std::unique_ptr<Prepared>, Hash, std::equal_to<>> statements_;
};

/// Opens one more connection to the database of a writer or of readers.
using OpenConnection = std::function<std::unique_ptr<Connection>()>;

}  // namespace sql
