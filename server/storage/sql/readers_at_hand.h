#pragma once
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "server/storage/sql/reader_session.h"

namespace sql {

/// Connections for reads that are so short that handing them to another thread and back would cost as much as
/// they do (decision 80): the caller's own thread reads. Made when they are first needed.
class ReadersAtHand {
 public:
  ReadersAtHand(OpenConnection open, int most);
  ~ReadersAtHand() { close(); }

  /// False, whatever the work may have begun, when all are in use, one cannot be opened, the file is locked,
  /// or they are closed.
  ///
  /// Errors  rethrows what the work or the database threw
  bool read(const storage::Database::ReadWork& work);
  /// Waits for those under way and lets nothing more in.
  void close();

  std::uint64_t reads() const { return reads_; }

 private:
  using Session = std::unique_ptr<ReaderSession>;
  bool take(Session& session);
  void give_back(Session session);

  const OpenConnection open_;
  const std::size_t most_;
  std::atomic<std::uint64_t> reads_{0};
  std::mutex mutex_;
  std::condition_variable given_back_;
  std::vector<Session> idle_;
  std::size_t in_use_ = 0;
  bool closed_ = false;
};

}  // namespace sql
