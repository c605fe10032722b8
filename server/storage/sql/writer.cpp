#include "server/storage/sql/writer.h"

namespace sql {
namespace {

constexpr int most_tries = 4;

/// What the members of a group are told when their commit failed.
std::exception_ptr as_write_failed(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const storage::WriteFailed&) {
    return error;
  } catch (const storage::Busy&) {
    return error;
  } catch (const std::exception& other) {
    return std::make_exception_ptr(storage::WriteFailed(other.what(), false));
  } catch (...) {
    return std::make_exception_ptr(storage::WriteFailed("the change could not be written", false));
  }
}

/// Whether an error ends the whole group, not only the change in which it came.
bool ends_group(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const storage::WriteFailed&) {
    return true;
  } catch (const storage::Unreachable&) {
    return true;
  } catch (const storage::TryAgain&) {
    return true;
  } catch (...) {
    return false;
  }
}

}  // namespace

Writer::Writer(OpenConnection open, const storage::DatabaseLimits& limits)
    : open_(std::move(open)),
      group_most_(limits.group_commit < 1 ? 1 : static_cast<std::size_t>(limits.group_commit)),
      audit_(limits.audit),
      queue_(limits.write_queue < 0 ? 0 : static_cast<std::size_t>(limits.write_queue)) {
  open_anew();
  thread_ = std::thread([this] { run(); });
}

void Writer::open_anew() {
  session_ = std::make_unique<Session>(open_());
  if (audit_) session_->connection->note_changes();
}

Writer::~Writer() { close(); }

void Writer::write(storage::Database::WriteWork work, storage::Database::Done done) {
  Waiting waiting{std::move(work), std::move(done)};
  // push leaves what it does not take untouched.
  if (!queue_.push(std::move(waiting)))
    waiting.done(  // NOLINT(bugprone-use-after-move)
        std::make_exception_ptr(storage::Busy("too many changes are waiting")));
}

void Writer::on_commit(std::function<void()> listener) {
  const std::lock_guard lock(listeners_mutex_);
  listeners_.push_back(std::move(listener));
}

void Writer::finish() {
  queue_.close();
  if (!thread_.joinable()) return;
  thread_.join();
  mend();
}

void Writer::close() {
  finish();
  session_.reset();
}

void Writer::run() {
  for (auto group = queue_.take(group_most_); !group.empty(); group = queue_.take(group_most_)) {
    somebody_waits_ = false;
    try {
      commit_again(group);
    } catch (...) {
      failing_ = true;
      const auto error = as_write_failed(std::current_exception());
      for (auto& waiting : group) waiting.error = error;
      somebody_waits_ = false;
      // After a failed write or sync nobody knows what this connection holds: the next group gets a new one.
      session_.reset();
    }
    answer(group);
    if (somebody_waits_) tell_listeners();
    tidy();
  }
}

// What was undone as a whole is done anew as a whole: a lost connection (nobody was told anything yet), a
// deadlock.
void Writer::commit_again(std::vector<Waiting>& group) {
  for (int tries = 1;; ++tries) {
    try {
      commit_group(group);
      return;
    } catch (const storage::TryAgain&) {
      if (tries >= most_tries) throw;
    } catch (const storage::Unreachable&) {
      if (tries >= 2) throw;
    }
    session_.reset();
    somebody_waits_ = false;
    for (auto& waiting : group) waiting.error = nullptr;
  }
}

void Writer::commit_group(std::vector<Waiting>& group) {
  if (!session_) open_anew();
  auto& connection = *session_->connection;
  auto& audit = session_->transaction.audit();
  connection.begin_write();
  audit.begin_group();
  for (auto& waiting : group) perform(*session_, waiting, group.size() == 1);
  // The group's rows of the log, together: when they cannot be written, nothing of the group is.
  audit.store();
  // A group that changes nothing writes nothing: it must not pass for a proof that the disk is well again.
  if (failing_) session_->transaction.prove_writing();
  if (somebody_waits_) connection.ring();
  try {
    connection.commit();
  } catch (...) {
    ++changes_;
    throw;
  }
  ++changes_;
  failing_ = false;
  ++commits_;
  writes_ += group.size();
}

// A large change alone in its group needs no savepoint, whose journal each of its statements would walk.
void Writer::undo(Session& session, bool alone) {
  auto& connection = *session.connection;
  auto& audit = session.transaction.audit();
  session.transaction.catalog().forget();
  if (!alone) {
    connection.prepare("ROLLBACK TO work").run();
    audit.undo();
    return;
  }
  connection.execute("ROLLBACK");
  connection.begin_write();
  audit.begin_group();
}

void Writer::perform(Session& session, Waiting& waiting, bool alone) {
  auto& connection = *session.connection;
  auto& audit = session.transaction.audit();
  if (!alone) connection.prepare("SAVEPOINT work").run();
  bool keep = false;
  try {
    audit.begin();
    keep = waiting.work(session.transaction);
    if (keep) audit.seal(unsaid_);
  } catch (...) {
    keep = false;
    waiting.error = std::current_exception();
    if (ends_group(waiting.error)) throw;
  }
  // Some errors end the whole transaction and with it what the group did before.
  if (!connection.in_transaction()) throw storage::WriteFailed("the database gave up the transaction", false);
  const bool appended = session.transaction.events().take_appended();
  const bool to_send = session.transaction.deliveries().take_written();
  if (keep)
    somebody_waits_ = somebody_waits_ || appended || to_send;
  else
    undo(session, alone);
  if (!alone) connection.prepare("RELEASE work").run();
}

void Writer::answer(std::vector<Waiting>& group) {
  for (auto& waiting : group) {
    try {
      waiting.done(waiting.error);
    } catch (...) {
      // One caller's mistake must not take the answers of the others; there is nobody to tell here.
    }
  }
  group.clear();
}

void Writer::tell_listeners() {
  std::vector<std::function<void()>> listeners;
  {
    const std::lock_guard lock(listeners_mutex_);
    listeners = listeners_;
  }
  for (const auto& listener : listeners) {
    try {
      listener();
    } catch (...) {
      // As above: the next listener and the next change go on.
    }
  }
}

void Writer::mend() {
  if (session_) return;
  try {
    open_anew();
    session_->transaction.prove_writing();
    failing_ = false;
  } catch (...) {
    // Still broken: the next group tries again and tells its callers what it finds.
    session_.reset();
  }
}

void Writer::tidy() {
  // What was refused may lie behind the end of the log, whole and unsynced: a change written over it now
  // keeps it from coming back when the log is read anew.
  mend();
  if (!session_) return;
  try {
    session_->connection->tidy();
  } catch (...) {
    // Everything acknowledged is stored. The connection is not trusted any more; the copy is tried again.
    session_.reset();
  }
}

}  // namespace sql
