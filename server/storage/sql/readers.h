#pragma once
#include <atomic>
#include <thread>
#include <vector>

#include "server/storage/database.h"
#include "server/storage/sql/bounded_queue.h"
#include "server/storage/sql/reader_session.h"

namespace sql {

/// Threads that read, each on a connection of its own that can do nothing else.
class Readers {
 public:
  /// When the connections are made: before the constructor returns, or with the first read and anew after
  /// every failure.
  enum class Opened { at_once, when_needed };
  /// Errors  as `open` when opened at once; the database must be there already
  Readers(OpenConnection open, const storage::DatabaseLimits& limits, Opened opened = Opened::at_once);
  ~Readers();

  void read(storage::Database::ReadWork work, storage::Database::Done done);
  void close();

  std::uint64_t reads() const { return reads_; }
  std::size_t waiting() const { return queue_.size(); }

 private:
  struct Waiting {
    storage::Database::ReadWork work;
    storage::Database::Done done;
  };
  void run(std::unique_ptr<ReaderSession> session);
  std::exception_ptr perform(std::unique_ptr<ReaderSession>& session,
                             const storage::Database::ReadWork& work);

  const OpenConnection open_;
  const Opened opened_;
  BoundedQueue<Waiting> queue_;
  std::atomic<std::uint64_t> reads_{0};
  std::vector<std::thread> threads_;
};

}  // namespace sql
