#include "server/storage/sql/readers_at_hand.h"

#include <algorithm>

namespace sql {

ReadersAtHand::ReadersAtHand(OpenConnection open, int most)
    : open_(std::move(open)), most_(static_cast<std::size_t>(std::max(0, most))) {
  idle_.reserve(most_);
}

bool ReadersAtHand::read(const storage::Database::ReadWork& work) {
  Session session;
  if (!take(session)) return false;
  try {
    session->perform(work);
  } catch (const storage::Busy&) {
    // Whoever holds the file is waited for by a reader, not by the thread that answers.
    if (!session->end()) session.reset();
    give_back(std::move(session));
    return false;
  } catch (...) {
    if (!session->end()) session.reset();
    give_back(std::move(session));
    throw;
  }
  give_back(std::move(session));
  ++reads_;
  return true;
}

bool ReadersAtHand::take(Session& session) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_ || in_use_ >= most_) return false;
    ++in_use_;
    if (!idle_.empty()) {
      session = std::move(idle_.back());
      idle_.pop_back();
      return true;
    }
  }
  try {
    session = std::make_unique<ReaderSession>(open_());
    return true;
  } catch (...) {
    // Whoever waits for the readers is told what stands in the way.
    give_back(nullptr);
    return false;
  }
}

void ReadersAtHand::give_back(Session session) {
  const std::lock_guard lock(mutex_);
  --in_use_;
  if (session && !closed_) idle_.push_back(std::move(session));
  session.reset();  // before the connections are told to be gone
  if (closed_) given_back_.notify_all();
}

void ReadersAtHand::close() {
  std::unique_lock lock(mutex_);
  closed_ = true;
  given_back_.wait(lock, [this] { return in_use_ == 0; });
  idle_.clear();
}

}  // namespace sql
