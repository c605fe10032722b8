#pragma once
#include <string_view>
#include <vector>

#include "server/storage/sqlite/connection.h"

namespace sqlite {

/// The SQL that takes a database from version i to i + 1, for each i: the numbered files in migrations/.
const std::vector<std::string_view>& migrations();

/// The version a database has; 0 when it is empty.
///
/// Errors  storage::WrongSchema when the file is a database of another program
int stored_version(Connection& connection);

/// Brings the schema up to date, each step in one transaction.
///
/// Errors  storage::WrongSchema when it is newer than this program or not one of ours
void migrate(Connection& connection);

}  // namespace sqlite
