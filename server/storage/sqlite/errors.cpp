#include "server/storage/sqlite/errors.h"

#include <sqlite3.h>

#include <new>
#include <stdexcept>
#include <string>

#include "server/storage/database.h"
#include "server/storage/durable_files.h"

namespace sqlite {
namespace {

constexpr std::size_t longest_statement_shown = 200;

[[noreturn]] void throw_constraint(int extended, const std::string& what, const std::string& message) {
  using Kind = storage::ConstraintFailed::Kind;
  const auto colon = message.find(": ");
  const auto columns = colon == std::string::npos ? message : message.substr(colon + 2);
  switch (extended) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
      throw storage::ConstraintFailed(what, Kind::unique, columns);
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      throw storage::ConstraintFailed(what, Kind::foreign_key, columns);
    default:
      throw storage::ConstraintFailed(what, Kind::other, columns);
  }
}

/// Says whether a failed write had no space. COMMIT does not tell the connection what the system said: the
/// log's file knows.
bool was_full(sqlite3* connection) {
  if (!connection) return false;
  if (storage::means_full(sqlite3_system_errno(connection))) return true;
  int number = 0;
  sqlite3_file* log = nullptr;
  sqlite3_file_control(connection, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
  if (log && log->pMethods) log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &number);
  if (!storage::means_full(number))
    sqlite3_file_control(connection, "main", SQLITE_FCNTL_LAST_ERRNO, &number);
  return storage::means_full(number);
}

}  // namespace

void throw_error(sqlite3* connection, int code, std::string_view doing) {
  const int extended = connection ? sqlite3_extended_errcode(connection) : code;
  const std::string message = connection ? sqlite3_errmsg(connection) : sqlite3_errstr(code);
  const std::string what = message + " (" + std::to_string(extended) +
                           ") in: " + std::string(doing.substr(0, longest_statement_shown));
  switch (code & 0xff) {
    case SQLITE_FULL:
      throw storage::WriteFailed(what, true);
    case SQLITE_IOERR:
      throw storage::WriteFailed(what, was_full(connection));
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      throw storage::WriteFailed(what, false);
    case SQLITE_READONLY:
      if (connection && sqlite3_db_readonly(connection, "main") == 1)
        throw std::logic_error("a reader may not write: " + what);
      throw storage::WriteFailed(what, false);
    case SQLITE_CONSTRAINT:
      throw_constraint(extended, what, message);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw storage::Busy(what);
    case SQLITE_NOTADB:
      throw storage::WrongSchema(
          std::string(connection ? sqlite3_db_filename(connection, "main") : "the file") +
          " is no database of this program, or is encrypted with another key: choose another data folder, "
          "give its key (database.key_file), or restore a backup");
    case SQLITE_NOMEM:
      throw std::bad_alloc();
    default:
      throw std::runtime_error(what);
  }
}

}  // namespace sqlite
