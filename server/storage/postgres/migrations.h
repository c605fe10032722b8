#pragma once
#include <string_view>
#include <vector>

#include "server/storage/postgres/handle.h"

namespace postgres {

/// Shape   version: the schema's after it; several steps of one version are one
struct Migration {
  int version = 0;
  std::string_view sql;
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
/// Errors  storage::WrongSchema when it is newer than this program, or when an older one uses it
void migrate(Handle& handle, const std::string& schema);

}  // namespace postgres
