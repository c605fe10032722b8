#pragma once
#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "server/storage/postgres/change_log.h"
#include "server/storage/postgres/prepared.h"
#include "server/storage/sql/connection.h"

namespace postgres {

/// Where the database is, for all connections of one program; and whether it was just seen to be away, so
/// that those who wait do not each find out for themselves.
class Place {
 public:
  Place(std::string address, Path path, Patience patience)
      : address_(std::move(address)), path_(std::move(path)), patience_(patience) {}

  /// Errors  storage::Unreachable, at once when another attempt just failed
  std::unique_ptr<Handle> connect();
  using Moment = std::chrono::steady_clock::time_point;
  /// From now on, for a short while, nobody tries: the database was seen to be away since that moment. Unless
  /// it has answered somebody meanwhile.
  void is_away(const std::string& why, Moment since);
  void is_there() { answered_ = std::chrono::steady_clock::now(); }
  const std::string& schema() const { return path_.schema; }
  /// The channel on which servers of one database tell each other of events.
  std::string channel() const { return path_.schema + ".events"; }
  /// And on which they tell each other what need not be kept.
  std::string told_channel() const { return path_.schema + ".told"; }
  /// The process of the database that serves this program's changes: what it rings was told already.
  std::atomic<int> own_writer{0};

 private:
  const std::string address_;
  const Path path_;
  const Patience patience_;
  std::mutex mutex_;
  Moment seen_away_{};
  std::atomic<Moment> answered_{Moment{}};
  std::string why_;
};

/// One connection that is made anew when it was lost, before the next transaction.
///
/// Errors  of all: errors.h
class Connection final : public sql::Connection {
 public:
  enum class Mode { writer, reader };
  Connection(Place& place, Mode mode);
  ~Connection() override;

  void execute(const std::string& sql) override;
  std::int64_t insert(std::string_view sql, const sql::Values& values) override;
  bool far() const override { return true; }
  int changes() const override { return desk_.changed; }
  bool in_transaction() const override { return desk_.handle && desk_.handle->in_transaction(); }
  ChangeLog& change_log() override { return change_log_; }
  void note_changes() override;

  /// One at a time over all servers of the database: what one change read is still so when it writes.
  void begin_write() override;
  void begin_read() override;
  /// When the answer to COMMIT is lost, asks on a new connection what became of it.
  void commit() override;
  void ring() override;

  Handle& handle() { return *desk_.handle; }

  std::vector<std::int64_t> facilities_with(const std::vector<std::string>& pieces, int most) override;

 private:
  std::unique_ptr<sql::Prepared> compile(std::string_view sql, bool kept) override;
  void take(std::unique_ptr<Handle> handle);
  void begin(const std::string& sql);
  void reconnect();
  bool was_committed(const std::string& transaction);

  Place& place_;
  const Mode mode_;
  Desk desk_;
  ChangeLog change_log_;
  bool noting_ = false;
  bool rung_ = false;
};

}  // namespace postgres
