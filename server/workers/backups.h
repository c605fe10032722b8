#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "models/time.h"
#include "server/storage/backup.h"
#include "server/storage/database.h"

namespace workers {

struct BackupsOptions {
  std::filesystem::path data;  ///< the data folder
  std::filesystem::path into;  ///< the folder of backups; empty: none are made
  std::string key;             ///< of the database
  models::Duration every = std::chrono::hours{24};
  int keep = 14;
  std::string program_version;
  std::function<models::Time()> clock;  ///< the wall clock, asked anew at every look: it may jump
  std::function<void(const std::string& worker, const std::string& what)> on_error = {};
  std::chrono::milliseconds look_every{60'000};
};

/// Shape   made_at: of the newest finished backup, also one of an earlier life of the program; nothing: there
/// is none
struct BackupsFigures {
  std::optional<models::Time> made_at;
  std::uint64_t made = 0;
  std::uint64_t failures = 0;  ///< tries that ended without a backup, and backups with faults
  std::int64_t last_bytes = 0;
};

/// Makes the backup that is due, if one is, writes it into the audit log and removes those beyond `keep`.
///
/// Shape   stop: asked now and then; true breaks the work off
/// Errors  as storage::make_backup; a backup with faults is kept, and thrown as std::runtime_error afterwards
std::optional<storage::Backup> back_up(storage::Database& database, const BackupsOptions& options,
                                       const std::function<bool()>& stop);

/// Backups at their time, on a thread of its own.
///
/// Shape   a failure is told to on_error and tried again at the next look; stop() breaks one off at once
class Backups {
 public:
  Backups(storage::Database& database, BackupsOptions options);
  ~Backups();
  Backups(const Backups&) = delete;
  Backups& operator=(const Backups&) = delete;

  void start();
  void stop();
  BackupsFigures figures() const;

 private:
  struct Shared;
  std::unique_ptr<Shared> shared_;
};

}  // namespace workers
