#include <cstdio>
#include <exception>

#include "server/app.h"
#include "server/commands/commands.h"
#include "server/commands/open_database.h"
#include "server/commands/progress.h"
#include "server/storage/backup.h"
#include "server/storage/database_key.h"

namespace commands {
namespace {

std::string megabytes(std::int64_t bytes) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f MB", static_cast<double>(bytes) / 1e6);
  return text;
}

void show(const storage::Backup& backup) {
  std::printf("%s  %s  %s  %lld reports, %lld work orders, %lld pictures%s%s%s\n",
              models::to_rfc3339(backup.made_at).c_str(), backup.folder.c_str(),
              megabytes(backup.bytes).c_str(), static_cast<long long>(backup.reports),
              static_cast<long long>(backup.work_orders), static_cast<long long>(backup.photos),
              backup.key_name.empty() ? "" : ", key ", backup.key_name.c_str(),
              backup.faults.empty() ? "" : ", WITH FAULTS");
  for (const auto& fault : backup.faults) std::printf("  %s\n", fault.c_str());
}

/// Beside a running server nobody but the server writes: then the log of the system tells who made it.
void record_if_free(const config::Config& config, const std::string& act, const std::string& what) {
  try {
    const auto database = open_database(config, act);
    record_export(*database, act, what);
  } catch (const storage::InUse&) {
  }
}

int make(const config::Config& config, const BackupOptions& options) {
  if (options.folder.empty())
    throw std::runtime_error("say --in FOLDER: where the backups are, outside the data folder");
  require_file(config, "backup");
  storage::BackupRequest request;
  request.data = config.data_directory;
  request.into = options.folder;
  request.key = config.database.key;
  if (!options.key_file.empty()) request.backup_key = storage::read_key_file(options.key_file);
  request.at = app::wall_clock();
  request.program_version = LAMPLIGHTER_VERSION;
  request.progress = progress("backup");
  const auto backup = storage::make_backup(request);
  record_if_free(config, "backup make", backup.folder.string());
  show(backup);
  if (options.keep > 0)
    if (const int gone = storage::prune_backups(options.folder, options.keep); gone > 0)
      std::printf("%d older removed\n", gone);
  return backup.faults.empty() ? good : failed;
}

int list(const BackupOptions& options) {
  for (const auto& backup : storage::list_backups(options.folder)) show(backup);
  return good;
}

int verify(const BackupOptions& options) {
  const auto faults = storage::verify_backup(options.folder, progress("verified"));
  show(storage::read_backup(options.folder));
  for (const auto& fault : faults) std::printf("  %s\n", fault.c_str());
  std::puts(faults.empty() ? "Every file is what was written." : "The backup is DAMAGED.");
  return faults.empty() ? good : failed;
}

/// Somebody who had signed in before may have been signed out since: everybody signs in anew.
void end_sessions(storage::Database& database) {
  database.write_now([](models::Transaction& tx) {
    for (const auto& account : tx.accounts().list()) tx.sessions().remove_of(account.id, "");
    return true;
  });
}

}  // namespace

int backup(const config::Config& config, const BackupOptions& options) {
  try {
    if (options.act == "make") return make(config, options);
    if (options.folder.empty())
      throw std::runtime_error(options.act == "list" ? "say --in FOLDER: where the backups are"
                                                     : "say --in FOLDER: the backup to be verified");
    return options.act == "list" ? list(options) : verify(options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "lamplighter backup: %s\n", error.what());
    return usage;
  }
}

int restore(const config::Config& config, const std::filesystem::path& from) {
  try {
    require_file(config, "restore");
    const auto backup = storage::read_backup(from);
    storage::restore_backup(from, config.data_directory, config.database.key, progress("restored"));
    const auto database = open_database(config, "restore");
    end_sessions(*database);
    record_command(*database, "restore", "the state of " + models::to_rfc3339(backup.made_at));
    std::printf(
        "%s holds the state of %s: %lld reports, %lld work orders, %lld pictures. Everybody signs in anew.\n",
        config.data_directory.c_str(), models::to_rfc3339(backup.made_at).c_str(),
        static_cast<long long>(backup.reports), static_cast<long long>(backup.work_orders),
        static_cast<long long>(backup.photos));
    return good;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "lamplighter restore: %s\n", error.what());
    return usage;
  }
}

}  // namespace commands
