#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "models/time.h"

/// Backups: each is a folder of its own, made while the server runs, proven before it counts, and served as
/// it is or restored into an empty data folder. `sha256sum -c SHA256SUMS` in it proves the same without this
/// program.
namespace storage {

/// What a backup says of itself, in backup.json.
///
/// Shape   key_name: key_name_of() its key, empty when it is not encrypted; bytes: of all its files, those
/// shared with
///         the backup before included; faults: what was found wrong in the copied database, as it was in the
///         first
struct Backup {
  std::filesystem::path folder;
  models::Time made_at{};
  std::string program_version;
  int schema_version = 0;
  std::string key_name;
  std::int64_t reports = 0;
  std::int64_t work_orders = 0;
  std::int64_t last_event = 0;
  std::int64_t last_audit_row = 0;
  std::int64_t photos = 0;
  std::int64_t bytes = 0;
  std::vector<std::string> faults;
};

/// Told now and then: how much of how much is done, in bytes; the answer false stops the work.
using Progress = std::function<bool(std::int64_t done, std::int64_t all)>;

/// Thrown when `Progress` said so; what was begun is removed.
class Stopped : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct BackupRequest {
  std::filesystem::path data;  ///< the data folder
  std::filesystem::path into;  ///< the folder of backups, outside the data folder
  std::string key;             ///< of database_key.h: of the data folder
  std::string backup_key;      ///< of the backup, when it shall be another one; empty: the same
  models::Time at{};
  std::string program_version;
  Progress progress = {};
};

/// Makes a backup of one moment: the database by SQLite's own means, beside a running server, then the
/// pictures, which are never changed; those that the backup before has already are shared with it (hard
/// links). The copied database is examined, everything is synced, and only then does the backup get its name.
/// One with faults is kept all the same: it may be the best there will be.
///
/// Errors  throws InUse when another backup into the same folder runs, WrongSchema when the key does not fit,
///         WriteFailed, Stopped, std::runtime_error when there is no database, or `into` lies in the data
///         folder
Backup make_backup(const BackupRequest& request);

/// The finished backups in a folder, the newest first. What is no backup is passed over.
std::vector<Backup> list_backups(const std::filesystem::path& into);

/// Errors  throws std::runtime_error when the folder is no finished backup
Backup read_backup(const std::filesystem::path& folder);

/// Removes all but the newest `keep` (≥ 1) finished backups without faults, those with faults that are older
/// than them, and what was never finished; answers how many went.
int prune_backups(const std::filesystem::path& into, int keep);

/// Compares every file with its SHA-256; what is wrong, in words, at most 20.
std::vector<std::string> verify_backup(const std::filesystem::path& folder, const Progress& progress = {});

/// Verifies a backup and copies it into a data folder that holds no database yet. The database gets its name
/// last, when all else is durable: a folder in which a restore was broken off holds none, and the restore is
/// run again.
///
/// Errors  throws std::runtime_error with what is wrong, WrongSchema when the key does not fit, WriteFailed,
/// Stopped
void restore_backup(const std::filesystem::path& folder, const std::filesystem::path& data,
                    std::string_view key, const Progress& progress = {});

/// 16 hex digits by which a key is told from another without giving anything of it away; empty for no key.
std::string key_name_of(std::string_view key);

}  // namespace storage
