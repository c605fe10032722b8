#include "server/workers/backups.h"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>

namespace workers {
namespace {

/// Also when the clock was set back behind the newest one: better one too many than none for a year.
bool due(const std::vector<storage::Backup>& made, models::Time now, models::Duration every) {
  if (made.empty()) return true;
  const auto newest = made.front().made_at;
  return now >= newest + every || now < newest;
}

void record(storage::Database& database, const storage::Backup& backup) {
  database.write_now([&](models::Transaction& tx) {
    auto entry = models::program_act("backup", backup.made_at);
    entry.kind = models::AuditKind::export_;
    entry.reason = backup.folder.string();
    tx.audit().append(entry);
    return true;
  });
}

}  // namespace

std::optional<storage::Backup> back_up(storage::Database& database, const BackupsOptions& options,
                                       const std::function<bool()>& stop) {
  const auto now = options.clock();
  if (!due(storage::list_backups(options.into), now, options.every)) return std::nullopt;
  storage::BackupRequest request;
  request.data = options.data;
  request.into = options.into;
  request.key = options.key;
  request.at = now;
  request.program_version = options.program_version;
  request.progress = [&](std::int64_t, std::int64_t) { return !stop(); };
  auto backup = storage::make_backup(request);
  record(database, backup);
  storage::prune_backups(options.into, options.keep);
  if (!backup.faults.empty())
    throw std::runtime_error("the backup " + backup.folder.string() +
                             " has faults, as the database has: " + backup.faults.front());
  return backup;
}

struct Backups::Shared {
  Shared(storage::Database& given_database, BackupsOptions given_options)
      : database(given_database), options(std::move(given_options)) {}

  bool stopped() {
    const std::lock_guard lock(mutex);
    return stopping;
  }

  void look() {
    std::optional<storage::Backup> backup;
    try {
      backup = back_up(database, options, [this] { return stopped(); });
    } catch (const storage::Stopped&) {
      return;
    } catch (const std::exception& error) {
      const std::lock_guard lock(mutex);
      ++figures.failures;
      if (options.on_error) options.on_error("backups", error.what());
      return;
    }
    const std::lock_guard lock(mutex);
    if (!backup) return;
    ++figures.made;
    figures.made_at = backup->made_at;
    figures.last_bytes = backup->bytes;
  }

  void run() {
    if (const auto made = storage::list_backups(options.into); !made.empty()) {
      const std::lock_guard lock(mutex);
      figures.made_at = made.front().made_at;
      figures.last_bytes = made.front().bytes;
    }
    for (;;) {
      look();
      std::unique_lock lock(mutex);
      if (wakes.wait_for(lock, options.look_every, [this] { return stopping; })) return;
    }
  }

  storage::Database& database;
  const BackupsOptions options;
  std::mutex mutex;
  std::condition_variable wakes;
  bool stopping = false;
  BackupsFigures figures;
  std::thread thread;
};

Backups::Backups(storage::Database& database, BackupsOptions options)
    : shared_(std::make_unique<Shared>(database, std::move(options))) {}

Backups::~Backups() { stop(); }

void Backups::start() {
  auto& shared = *shared_;
  if (shared.thread.joinable() || shared.options.into.empty()) return;
  {
    const std::lock_guard lock(shared.mutex);
    shared.stopping = false;
  }
  shared.thread = std::thread([&shared] { shared.run(); });
}

void Backups::stop() {
  auto& shared = *shared_;
  {
    const std::lock_guard lock(shared.mutex);
    shared.stopping = true;
  }
  shared.wakes.notify_all();
  if (shared.thread.joinable()) shared.thread.join();
}

BackupsFigures Backups::figures() const {
  const std::lock_guard lock(shared_->mutex);
  return shared_->figures;
}

}  // namespace workers
