#pragma once
#include <atomic>
#include <filesystem>
#include <thread>
#include <vector>

#include "server/storage/database.h"
#include "server/storage/sqlite/bounded_queue.h"
#include "server/storage/sqlite/transaction.h"

namespace sqlite {

/// Threads that read, each on a connection of its own that can do nothing else. Every read sees one state of
/// the database from its beginning to its end.
class Readers {
 public:
  /// Errors  as storage::open_sqlite; the database must be there already
  Readers(const std::filesystem::path& file, const storage::DatabaseLimits& limits);
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
  struct Session {
    Session(const std::filesystem::path& file, std::chrono::milliseconds busy_timeout, std::string_view key)
        : connection(file, Connection::Mode::reader, busy_timeout, key), transaction(connection) {
      // SQLite opens the log with the first read: from now on this connection knows where the log ends.
      connection.prepare("SELECT count FROM checks").run();
    }
    Connection connection;
    Transaction transaction;
  };

  void run(std::unique_ptr<Session> session);
  std::exception_ptr perform(std::unique_ptr<Session>& session, const storage::Database::ReadWork& work);

  const std::filesystem::path file_;
  const std::chrono::milliseconds busy_timeout_;
  const std::string key_;
  BoundedQueue<Waiting> queue_;
  std::atomic<std::uint64_t> reads_{0};
  std::vector<std::thread> threads_;
};

}  // namespace sqlite
