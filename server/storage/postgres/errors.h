#pragma once
#include <string_view>

struct pg_conn;
struct pg_result;

namespace postgres {

/// Turns a failed result into the exception that says what it means for the caller.
///
/// Errors  storage::Unreachable when the connection is gone; storage::TryAgain when the same work may succeed
///         (a deadlock, a serialization failure); storage::Busy for a lock or a statement that took too long;
///         storage::WriteFailed for a full disk and a database that may not be written;
///         storage::ConstraintFailed; std::runtime_error for the rest
[[noreturn]] void throw_error(pg_conn* connection, const pg_result* result, std::string_view doing);

/// The same of a connection that was not made.
///
/// Errors  storage::Refused when trying again does not help (password, name of the database), else
///         storage::Unreachable
[[noreturn]] void throw_connection_error(pg_conn* connection);

}  // namespace postgres
