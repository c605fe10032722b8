#pragma once
#include <string>
#include <vector>

#include "server/storage/sql/connection.h"

namespace sql {

/// Counts anew, from the rows themselves, everything that triggers count for the boards; says in words where
/// the two differ, one sentence for each counter at most.
std::vector<std::string> recount_faults(Connection& connection);

}  // namespace sql
