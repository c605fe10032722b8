#pragma once
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "server/storage/database.h"
#include "server/storage/sql/bounded_queue.h"
#include "server/storage/sql/transaction.h"

namespace sql {

/// The one thread that changes the database. All that waits shares one commit; each change has its own
/// savepoint, and its answer goes out when the commit is on the disk.
class Writer {
 public:
  /// Opens the database, whose schema is up to date. Errors: as `open`.
  Writer(OpenConnection open, const storage::DatabaseLimits& limits);
  ~Writer();

  void write(storage::Database::WriteWork work, storage::Database::Done done);
  void on_commit(std::function<void()> listener);
  void act_as(models::AuditEntry entry) { unsaid_ = std::move(entry); }
  /// Does what waits and lets nothing more in.
  void finish();
  /// Closes the connection, after finish().
  void close();

  std::uint64_t commits() const { return commits_; }
  /// Commits and those that failed, of which nobody knows whether they may be seen.
  std::uint64_t changes() const { return changes_; }
  std::uint64_t writes() const { return writes_; }
  bool failing() const { return failing_; }
  std::size_t waiting() const { return queue_.size(); }

 private:
  struct Waiting {
    storage::Database::WriteWork work;
    storage::Database::Done done;
    std::exception_ptr error{};
  };
  struct Session {
    explicit Session(std::unique_ptr<Connection> opened)
        : connection(std::move(opened)), transaction(*connection) {}
    std::unique_ptr<Connection> connection;
    Transaction transaction;
  };

  void run();
  void commit_again(std::vector<Waiting>& group);
  void commit_group(std::vector<Waiting>& group);
  void perform(Session& session, Waiting& waiting, bool alone);
  static void undo(Session& session, bool alone);
  void answer(std::vector<Waiting>& group);
  void tell_listeners();
  void open_anew();
  void mend();
  void tidy();

  const OpenConnection open_;
  const std::size_t group_most_;
  const bool audit_;
  models::AuditEntry unsaid_ = models::program_act("unnamed", {});
  BoundedQueue<Waiting> queue_;
  std::unique_ptr<Session> session_;  ///< none after a failure, until the next group opens it anew
  bool somebody_waits_ = false;       ///< events were appended, or something to send was written
  std::mutex listeners_mutex_;
  std::vector<std::function<void()>> listeners_;
  std::atomic<std::uint64_t> commits_{0};
  std::atomic<std::uint64_t> changes_{0};
  std::atomic<std::uint64_t> writes_{0};
  std::atomic<bool> failing_{false};
  std::thread thread_;
};

}  // namespace sql
