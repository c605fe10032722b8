#pragma once
#include <cstddef>
#include <filesystem>

#include "models/actor.h"
#include "models/error.h"
#include "server/storage/database.h"

namespace town {

// Each takes one file into the register as one change, or nothing of it; a dry run changes nothing. They
// answer how many kinds, villages or crews the file holds. Errors: those of the file's reader and of
// dispatch, and not_found for a file that cannot be read.

/// Shape   one class file, see codec_class.h
models::Result<std::size_t> import_class(storage::Database& database, const models::Actor& actor,
                                         const std::filesystem::path& file, bool dry_run);
/// Shape   a table, see load.h
models::Result<std::size_t> import_villages(storage::Database& database, const models::Actor& actor,
                                            const std::filesystem::path& file, bool dry_run);
/// Shape   {"crews": […]}, see codec_crew.h
models::Result<std::size_t> import_crews(storage::Database& database, const models::Actor& actor,
                                         const std::filesystem::path& file, bool dry_run);

}  // namespace town
