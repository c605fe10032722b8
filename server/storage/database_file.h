#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "models/store.h"
#include "server/storage/backup.h"
#include "server/storage/database.h"

/// A database file as such: copied, examined and read, beside whoever has it open.
namespace storage {

/// Copies the database of one moment into a new file of its own, without a log, synced.
///
/// Shape   after: the key of the copy, as `before` of the source; empty: not encrypted
/// Errors  throws WrongSchema when the key does not fit, WriteFailed, Stopped
void copy_database(const std::filesystem::path& from, std::string_view before,
                   const std::filesystem::path& to, std::string_view after, const Progress& progress);

/// Counts and last rows of a database file into the fields of `backup` that tell of them.
void describe_database(const std::filesystem::path& file, std::string_view key, Backup& backup);

/// What SQLite itself finds wrong: pages, indexes, references between rows, and the counters of the boards
/// against a full recount; in words, at most 20. Reads only.
std::vector<std::string> examine_database(const std::filesystem::path& file, std::string_view key);

/// Reads by the stores, one state of the database from beginning to end.
///
/// Errors  throws WrongSchema when the schema is not the one of this program
void read_database(const std::filesystem::path& file, std::string_view key,
                   const std::function<void(models::Transaction&)>& work);

/// The same of PostgreSQL: the counters of the boards against a full recount.
std::vector<std::string> examine_database(const DatabaseLimits& limits);
void read_database(const DatabaseLimits& limits, const std::function<void(models::Transaction&)>& work);

}  // namespace storage
