#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>

#include "server/storage/sqlite/change_log.h"
#include "server/storage/sqlite/statement.h"

struct sqlite3;

namespace sqlite {

/// One open connection with its prepared statements. Used by one thread at a time.
///
/// Errors  of all: see errors.h
class Connection {
 public:
  enum class Mode {
    writer,     ///< makes the file when there is none
    reader,     ///< refuses every write
    inspector,  ///< looks at a file as it is and leaves it so
  };

  /// Shape   key: of database_key.h; empty for a file that is not encrypted
  Connection(const std::filesystem::path& file, Mode mode, std::chrono::milliseconds busy_timeout,
             std::string_view key = {});
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// A statement ready to bind, from the cache when it was used before.
  Statement prepare(std::string_view sql);

  /// Runs statements that give nothing back.
  void execute(const std::string& sql);

  std::int64_t last_insert_id() const;
  int changes() const;                          ///< rows changed by the last statement
  bool in_transaction() const;                  ///< false too after an error that ended it
  int log_pages() const { return log_pages_; }  ///< in the write-ahead log after the last commit

  /// Copies the log's pages into the database file.
  ///
  /// Shape   wait_for_readers: also makes the log start anew, for which readers must finish
  /// Errors  WriteFailed; readers that do not finish in time are no error
  void checkpoint(bool wait_for_readers);

  /// Encrypts the whole file anew; outside a transaction, and while no other connection is open. Empty:
  /// plain.
  void change_key(std::string_view key);

  sqlite3* handle() const { return handle_; }
  ChangeLog& change_log() { return change_log_; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };

  void configure(Mode mode);
  void close() noexcept;
  void forget_unused();

  const std::chrono::milliseconds busy_timeout_;
  sqlite3* handle_ = nullptr;
  std::unordered_map<std::string, CachedStatement, Hash, std::equal_to<>> statements_;
  int log_pages_ = 0;
  ChangeLog change_log_;
};

}  // namespace sqlite
