#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "models/time.h"
#include "server/storage/database.h"

namespace workers {

/// Tells every warning and breach that is due at `now`, in batches; a read alone when nothing is.
///
/// Errors  throws what the database throws
struct Watched {
  int warned = 0;
  int breached = 0;
};
Watched watch_clocks(storage::Database& database, models::Time now);

/// Ends pauses and shelvings that have lasted as long as they may, and tells of reviews; answers how many.
///
/// Errors  throws what the database throws
int watch_requests(storage::Database& database, models::Time now);

/// Takes every step of escalation that is due; answers how many people were told.
///
/// Errors  throws what the database throws
int watch_escalations(storage::Database& database, models::Time now);

/// Tells of danger orders that no crew accepted in time; answers how many.
///
/// Errors  throws what the database throws
int watch_unanswered(storage::Database& database, models::Time now);

/// Owes the reports of the last month whose day has come; answers how many.
///
/// Errors  throws what the database throws
int send_month_reports(storage::Database& database, models::Time now);

/// Puts orders that came to rest into the sums of the figures; answers how many.
///
/// Errors  throws what the database throws
int roll_up_figures(storage::Database& database, models::Time now, int utc_offset_seconds);

/// Looks again at open orders without a crew; answers how many got one.
///
/// Errors  throws what the database throws
int reassign(storage::Database& database, models::Time now);

/// Removes expired sessions, answers kept under an Idempotency-Key for more than eight days, and what the
/// planning engine saw more than half a year ago (about 27 KB for each plan).
///
/// Errors  throws what the database throws
struct Removed {
  int sessions = 0;
  int idempotency_records = 0;
  int snapshots = 0;
  int callers = 0;
  int telephones = 0;  ///< of reporters, whose report is over
};
Removed keep_house(storage::Database& database, models::Time now);

/// Signs where the audit log stands, once for each of the town's days; true when it was due.
///
/// Errors  throws what the database throws
using SignHead = std::function<models::AuditHead(models::AuditHead)>;
bool sign_head(storage::Database& database, models::Time now, int utc_offset_seconds, const SignHead& sign);

/// Takes the reporters out of what ended longer ago than `kept`, and out of what was to be erased when its
/// work had ended, at most 2,000 in one pass; answers how many.
///
/// Errors  throws what the database throws
int anonymise_reporters(storage::Database& database, models::Time now, models::Duration kept);

/// Removes the files of what was taken out of the database; answers how many. A file that cannot be removed
/// is tried again the next time.
///
/// Shape   remove: by the file's name, one that is gone already does no harm
/// Errors  throws what the database and `remove` throw
using RemoveFile = std::function<void(const std::string& file)>;
int remove_files_left(storage::Database& database, models::Time now, const RemoveFile& remove);

struct Options {
  std::function<models::Time()> clock;  ///< the wall clock, asked anew at every look: it may jump
  std::function<void(const std::string& worker, const std::string& what)> on_error = {};
  std::chrono::milliseconds longest_sleep{1000};
  std::chrono::milliseconds longest_back_off{2000};
  SignHead sign = {};  ///< without it no head is signed
  RemoveFile remove_file = {};
  int utc_offset_seconds = 8 * 3600;
  models::Duration reporters_kept = std::chrono::hours{365 * 24};  ///< after the end of the work
};

/// What the workers did since the start.
struct Figures {
  std::uint64_t warned = 0;
  std::uint64_t breached = 0;
  std::uint64_t assigned = 0;
  std::uint64_t requests_watched = 0;  ///< pauses ended and reviews told
  std::uint64_t alerts = 0;
  std::uint64_t failures = 0;
  models::Time watched_at{};  ///< last time that the watcher had looked at all clocks
};

/// The program's own acts, each on its own thread: the SLA watcher (at least once a second), the second look
/// at orders without a crew (every minute) and the housekeeping (every 10 minutes).
///
/// Shape   a failure is told to on_error and tried again after a growing wait; stop() and the destructor wait
/// for
///         the threads
class Workers {
 public:
  Workers(storage::Database& database, Options options);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  void start();
  void stop();
  Figures figures() const;

 private:
  struct Shared;
  std::unique_ptr<Shared> shared_;
};

}  // namespace workers
