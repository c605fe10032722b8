#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "server/storage/database.h"

/// Moving a town between SQLite and PostgreSQL, either way: every row and every picture, proven afterwards.
namespace storage {

/// One end of a move.
///
/// Shape   folder: of the pictures and the audit key, and of the database when limits.address is empty
struct MoveEnd {
  std::filesystem::path folder;
  DatabaseLimits limits;
};

struct Moved {
  std::int64_t rows = 0;
  std::int64_t pictures = 0;
  std::int64_t resumed_at = 0;  ///< rows that an earlier, broken-off move had brought over already
  std::string digest;           ///< of all rows, the same at both ends: 64 hex digits
};

/// Told after each piece: a table and the rows of it so far.
using MoveProgress = std::function<void(const std::string& table, std::int64_t rows)>;

/// Copies everything from one end to the other and compares both, row by row. The other end must be empty, or
/// hold what an earlier move from the same town brought over before it was broken off: then it goes on there.
/// No server may be running on either. Nothing is changed at the first end.
///
/// Errors  throws InUse; WrongSchema; std::runtime_error when the other end is not empty, or a row differs
Moved move_database(const MoveEnd& from, const MoveEnd& to, const MoveProgress& progress);

}  // namespace storage
