#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "server/exports/rows.h"
#include "server/exports/sheet.h"
#include "server/storage/database.h"

namespace exports {

/// How much may be asked for.
struct Limits {
  int at_once = 1;                                     ///< files made at the same time, a thread each
  int per_account = 3;                                 ///< of one account, waiting or under way
  int waiting = 20;                                    ///< of all, waiting or under way
  std::int64_t rows = 2'000'000;                       ///< in one file
  std::int64_t file_bytes = 2LL * 1024 * 1024 * 1024;  ///< of one file
  models::Duration kept = std::chrono::hours{24};      ///< after its end
};

struct Options {
  std::filesystem::path folder;  ///< of the files; made when needed, for nobody else to read
  Limits limits{};
  std::function<models::Time()> clock;
  std::function<void(const std::string& worker, const std::string& what)> on_error = {};
  OpenFile open = open_file;
  std::chrono::milliseconds look_every{60'000};  ///< for files that are too old
};

/// What was made since the start.
struct Figures {
  std::uint64_t done = 0;
  std::uint64_t failed = 0;
  std::uint64_t cancelled = 0;
  std::int64_t rows = 0;
  std::int64_t under_way = 0;  ///< now, with those that wait
};

/// Writes off what a former life of the program left unfinished, all but what is known, and removes files
/// that no finished export owns.
///
/// Errors  throws what the database throws
void clear_up(storage::Database& database, const Options& options, const std::set<models::ExportId>& known);

/// Removes exports that ended longer ago than they are kept, with their files; how many.
///
/// Errors  throws what the database throws
int forget_old(storage::Database& database, const Options& options);

/// Makes the files, on threads of its own: a page is read on a reader of the database, then written to the
/// disk here. The database's writer only hears of the beginning and the end.
///
/// Shape   stop() breaks off what is under way, which then counts as interrupted
class Runner {
 public:
  Runner(storage::Database& database, Options options);
  ~Runner();
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  void start();
  void stop();
  /// Takes an export whose row is stored, state queued.
  void add(models::ExportId id, std::unique_ptr<Rows> rows);
  /// Lets go of one that waits or is under way; its row is the caller's business.
  void cancel(models::ExportId id);
  /// Rows of what is under way so far; nothing of any other.
  std::optional<std::int64_t> progress(models::ExportId id) const;
  std::filesystem::path file_of(const models::Export& one) const;
  void remove_file(const models::Export& one) const;  ///< also when there is none
  const Limits& limits() const;
  Figures figures() const;

 private:
  struct Shared;
  std::unique_ptr<Shared> shared_;
};

}  // namespace exports
