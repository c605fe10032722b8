#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "server/storage/sql/connection.h"
#include "server/storage/sqlite/change_log.h"

struct sqlite3;

namespace sqlite {

/// One open database file.
///
/// Errors  of all: see errors.h
class Connection final : public sql::Connection {
 public:
  enum class Mode {
    writer,     ///< makes the file when there is none
    reader,     ///< refuses every write
    inspector,  ///< looks at a file as it is and leaves it so
  };

  /// Shape   key: of database_key.h; empty for a file that is not encrypted
  Connection(const std::filesystem::path& file, Mode mode, std::chrono::milliseconds busy_timeout,
             std::string_view key = {});
  ~Connection() override;

  void execute(const std::string& sql) override;
  std::int64_t insert(std::string_view sql, const sql::Values& values) override;
  int changes() const override;
  bool in_transaction() const override;
  bool writes_alone() const override { return mode_ == Mode::writer; }
  ChangeLog& change_log() override { return change_log_; }
  void note_changes() override;

  void begin_write() override;
  void begin_read() override;
  void commit() override;
  /// Copies the log's pages into the database file when they are many.
  void tidy() override;
  /// Shape   wait_for_readers: also makes the log start anew, for which readers must finish
  /// Errors  WriteFailed; readers that do not finish in time are no error
  void checkpoint(bool wait_for_readers);
  std::int64_t last_insert_id() const;

  std::vector<std::int64_t> facilities_with(const std::vector<std::string>& pieces, int most) override;

  /// Encrypts the whole file anew; outside a transaction, and while no other connection is open. Empty:
  /// plain.
  void change_key(std::string_view key);

  /// Lets a migration change the text of the schema, which is closed to everything else.
  void open_schema(bool open);

  sqlite3* handle() const { return handle_; }

 private:
  std::unique_ptr<sql::Prepared> compile(std::string_view sql, bool kept) override;
  void configure();
  void close() noexcept;

  const Mode mode_;
  const std::chrono::milliseconds busy_timeout_;
  sqlite3* handle_ = nullptr;
  int log_pages_ = 0;  ///< in the write-ahead log after the last commit
  int log_pages_at_copy_ = 0;
  ChangeLog change_log_;
};

}  // namespace sqlite
