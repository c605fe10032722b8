#pragma once
#include <string_view>
#include <vector>

#include "server/storage/postgres/handle.h"

namespace postgres {

/// Shape   version: the schema's after it; several steps of one version are one
struct Migration {
  int version = 0;
  std::string_view sql;
  /// Whether a program of the version before works on beside it and after it: the file begins with the words
  /// "-- additive". It adds tables, columns with a default, indexes and triggers, and changes nothing that
  /// such a program reads or writes.
  bool additive() const { return sql.starts_with("-- additive"); }
};
/// The numbered files in migrations/, in order.
const std::vector<Migration>& migrations();

/// The version a schema has; 0 when there is none.
///
/// Errors  storage::WrongSchema when there are tables of another program
int stored_version(Handle& handle, const std::string& schema);

/// Makes the schema or brings it up to date, all in one transaction; several programs that start at once do
/// it once.
///
/// Errors  storage::WrongSchema when it is newer than this program, or when an older one uses it and a step
/// is
///         not additive
void migrate(Handle& handle, const std::string& schema, const std::vector<Migration>& steps = migrations());

}  // namespace postgres
