#pragma once
#include <string_view>

#include "models/audit.h"
#include "server/storage/database.h"

namespace jobs {

/// Removes the rows of jobs that ended longer ago than they are kept; how many.
///
/// Shape   store_of: their store in a transaction; gone: takes away what a row names, before the row goes:
///         a row without a file is found again, a file without a row is not
/// Errors  throws what the database throws
template <class StoreOf, class Gone>
int forget_old(storage::Database& database, models::Time now, models::Duration kept, std::string_view act,
               StoreOf store_of, Gone gone) {
  constexpr int at_once = 100;
  decltype(store_of(std::declval<models::Transaction&>()).unfinished()) old;
  database.read_now([&](models::Transaction& tx) { old = store_of(tx).ended_before(now - kept, at_once); });
  if (old.empty()) return 0;
  for (const auto& one : old) gone(one);
  database.write_now([&](models::Transaction& tx) {
    for (const auto& one : old) store_of(tx).remove(one.id);
    tx.audit().describe(models::program_act(act, now));
    return true;
  });
  return static_cast<int>(old.size());
}

}  // namespace jobs
