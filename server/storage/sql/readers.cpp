#include "server/storage/sql/readers.h"

#include <algorithm>
#include <memory>

namespace sql {

Readers::Readers(OpenConnection open, const storage::DatabaseLimits& limits, Opened opened)
    : open_(std::move(open)),
      opened_(opened),
      queue_(limits.read_queue < 0 ? 0 : static_cast<std::size_t>(limits.read_queue)) {
  std::vector<std::unique_ptr<ReaderSession>> sessions;
  for (int i = 0; i < std::max(1, limits.readers); ++i)
    sessions.push_back(opened == Opened::at_once ? std::make_unique<ReaderSession>(open_()) : nullptr);
  for (auto& session : sessions)
    threads_.emplace_back([this, own = std::move(session)]() mutable { run(std::move(own)); });
}

Readers::~Readers() { close(); }

void Readers::read(storage::Database::ReadWork work, storage::Database::Done done) {
  Waiting waiting{std::move(work), std::move(done)};
  // push leaves what it does not take untouched.
  if (!queue_.push(std::move(waiting)))
    waiting.done(  // NOLINT(bugprone-use-after-move)
        std::make_exception_ptr(storage::Busy("too many reads are waiting")));
}

void Readers::close() {
  queue_.close();
  for (auto& thread : threads_)
    if (thread.joinable()) thread.join();
}

void Readers::run(std::unique_ptr<ReaderSession> session) {
  for (auto taken = queue_.take(1); !taken.empty(); taken = queue_.take(1)) {
    const auto error = perform(session, taken.front().work);
    ++reads_;
    try {
      taken.front().done(error);
    } catch (...) {
      // A caller's mistake must not end the thread; there is nobody to tell here.
    }
  }
}

std::exception_ptr Readers::perform(std::unique_ptr<ReaderSession>& session,
                                    const storage::Database::ReadWork& work) {
  try {
    if (!session) session = std::make_unique<ReaderSession>(open_());
    session->perform(work);
    return nullptr;
  } catch (...) {
    auto error = std::current_exception();
    // Opened anew for the next read.
    if (session && (opened_ == Opened::when_needed || !session->end())) session.reset();
    return error;
  }
}

}  // namespace sql
