#pragma once
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <unordered_map>

#include "models/import.h"
#include "models/store.h"
#include "server/imports/rows.h"
#include "server/storage/database.h"
#include "server/town/table.h"

namespace imports {

/// Opens the file of an import for another reading.
using OpenTable = std::function<std::unique_ptr<town::TableReader>()>;

/// Somebody wants no more of it, or the program stops.
struct BrokenOff {};

/// Looks at every row of a file and counts what it would do; writes nothing. A few hundred rows share one
/// read of the database.
///
/// Shape   go_on: asked between them, with the rows so far
/// Errors  what is wrong with the file goes into `one`; throws BrokenOff, and what the database throws
void look_at_all(storage::Database& database, models::Import& one, const OpenTable& open,
                 const std::function<bool(std::int64_t rows)>& go_on);

/// Writes every row, in the one change that the transaction is; each is looked at again, since the register
/// may have changed.
///
/// Errors  false when something is wrong now: roll back, what it is stands in `one`; throws BrokenOff
bool write_all(models::Transaction& tx, models::Import& one, const OpenTable& open,
               const std::function<bool(std::int64_t rows)>& go_on);

}  // namespace imports
