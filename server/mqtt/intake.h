#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "models/time.h"
#include "server/api/readings.h"
#include "server/mqtt/inbox.h"
#include "server/mqtt/settings.h"
#include "server/mqtt/subscriber.h"
#include "server/storage/database.h"

namespace mqtt {

struct IntakeOptions {
  Settings settings{};
  std::function<models::Time()> clock;
  int utc_offset_seconds = 8 * 3600;
  std::function<void(const std::string& worker, const std::string& what)> on_error = {};
};

/// Takes in what devices publish, as POST /readings does for what a gateway posts.
///
/// Shape   of several servers on one database, each of which hears everything, the one on duty takes it in;
///         many messages are one transaction; the database is busy with them for at most half of the time, so
///         that a flood slows nobody; what cannot be stored is tried again until it is, and what comes
///         meanwhile waits in the inbox
class Intake {
 public:
  /// Errors  throws std::runtime_error when the settings make no client, e.g. certificates that cannot be
  /// read
  Intake(storage::Database& database, std::shared_ptr<api::ReadingDesk> desk, IntakeOptions options);
  ~Intake();
  Intake(const Intake&) = delete;
  Intake& operator=(const Intake&) = delete;

  void start();
  void stop();
  /// Takes in what waits now, on the caller's thread, for tests; how many messages it was.
  std::size_t take_waiting();
  void put(std::string topic, std::string payload, bool retained);

  const SubscriberCounters& counters() const { return subscriber_.counters(); }
  const Inbox& inbox() const { return inbox_; }
  std::uint64_t unreadable() const { return unreadable_; }

 private:
  std::vector<models::Reading> read(const std::vector<Message>& messages);
  void store(std::vector<models::Reading> readings);
  void keep(std::vector<models::Reading> readings);
  void give_kept(std::vector<models::Reading>& readings);
  std::size_t take_some(std::chrono::milliseconds wait);
  void run();
  void tell(const std::string& what);
  bool rest(std::chrono::nanoseconds pause);

  storage::Database& database_;
  std::shared_ptr<api::ReadingDesk> desk_;
  IntakeOptions options_;
  Inbox inbox_;
  std::atomic<std::uint64_t> unreadable_{0};
  /// What was heard while another server was on duty, by the steady clock, for as long as its turn may have
  /// ended without anybody noting it.
  std::deque<std::pair<std::chrono::steady_clock::time_point, models::Reading>> kept_;
  std::chrono::steady_clock::time_point quiet_until_{};  // of complaints about messages
  std::chrono::nanoseconds took_{0};                     // the last batch, without the wait for it
  struct Thread;
  std::unique_ptr<Thread> thread_;
  Subscriber subscriber_;  // last: it puts into the inbox
};

}  // namespace mqtt
