#pragma once
#include <string_view>

struct sqlite3;

namespace sqlite {

/// Turns a result code into the exception that says what it means for the caller.
///
/// Errors  storage::WriteFailed for a full disk, failed reads, writes and syncs and files that cannot be
/// opened;
///         storage::ConstraintFailed; storage::Busy when another program holds the database;
///         storage::WrongSchema for a file that is no database; std::bad_alloc; std::logic_error for a write
///         by a reader; std::runtime_error for the rest
[[noreturn]] void throw_error(sqlite3* connection, int code, std::string_view doing);

}  // namespace sqlite
