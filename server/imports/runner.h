#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "models/import.h"
#include "server/jobs/runner.h"
#include "server/storage/database.h"
#include "server/town/table.h"

namespace imports {

/// How much may be taken in.
struct Limits {
  int per_account = 2;  ///< of one account, waiting or under way
  int waiting = 10;     ///< of all, waiting or under way
  std::size_t rows = 500'000;
  std::size_t file_bytes = 48u * 1024 * 1024;
  models::Duration kept = std::chrono::hours{24 * 7};  ///< what became of it, after its end
};

struct Options {
  std::filesystem::path folder;  ///< of the files; made when needed, for nobody else to read
  Limits limits{};
  std::function<models::Time()> clock;
  std::function<void(const std::string& worker, const std::string& what)> on_error = {};
  std::chrono::milliseconds look_every{60'000};  ///< for what is too old
};

/// What a file is, by its first bytes: an old or unknown one is taken for CSV, whose reader says what is
/// wrong.
models::ExportFormat format_of(std::string_view bytes);

/// Takes files in, one after the other, on a thread of its own. A file is read row by row from the disk,
/// twice: first every row is looked at, a stretch of them in one short read of the database; then, when all
/// are good, all are written as one change, in which each is looked at again. The file goes when it is over.
///
/// Shape   stop() breaks off what is under way, which then counts as interrupted
class Runner : public jobs::Runner {
 public:
  Runner(storage::Database& database, Options options);
  ~Runner();

  /// Keeps the bytes of an import whose row is stored, state queued, and puts it into the queue.
  ///
  /// Errors  false when the disk does not take them; nothing is left then
  bool add(models::ImportId id, std::string_view bytes);
  /// Lets go of one that waits or is under way; the row of one that waits is the caller's business.
  void cancel(models::ImportId id);
  const Limits& limits() const { return options_.limits; }

 private:
  storage::Database& database_;
  const Options options_;
};

}  // namespace imports
