#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <set>
#include <string>

#include "server/exports/rows.h"
#include "server/exports/sheet.h"
#include "server/jobs/runner.h"
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

/// Writes off what no server is at any more, all but what is known, and removes files that no export owns.
///
/// Errors  throws what the database throws
void clear_up(storage::Database& database, const Options& options, const jobs::Known& known);

/// Removes exports that ended longer ago than they are kept, with their files; how many.
///
/// Errors  throws what the database throws
int forget_old(storage::Database& database, const Options& options);

/// Makes the files, on threads of its own: a page is read on a reader of the database, then written to the
/// disk here. The database's writer only hears of the beginning and the end.
///
/// Shape   stop() breaks off what is under way, which then counts as interrupted
class Runner : public jobs::Runner {
 public:
  Runner(storage::Database& database, Options options);
  ~Runner();

  /// Takes an export whose row is stored, state queued.
  void add(models::ExportId id, std::unique_ptr<Rows> rows);
  /// Lets go of one that waits or is under way; its row is the caller's business.
  void cancel(models::ExportId id);
  std::filesystem::path file_of(const models::Export& one) const;
  void remove_file(const models::Export& one) const;  ///< also when there is none
  const Limits& limits() const { return options_.limits; }

 private:
  storage::Database& database_;
  const Options options_;
};

}  // namespace exports
