#pragma once
#include <string>
#include <vector>

#include "server/storage/sqlite/connection.h"

namespace sqlite {

/// Counts anew, from the rows themselves, everything that triggers count for the boards; says in words where
/// the two differ, one sentence for each counter at most.
std::vector<std::string> recount_faults(Connection& connection);

}  // namespace sqlite
