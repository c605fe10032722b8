#pragma once
#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "server/storage/postgres/connection.h"

namespace postgres {

/// A connection of its own that hears when another server appends events, passes on what the servers tell one
/// another, says that this program is at work on the schema, and keeps the duty of the one that does what
/// only one may do: a lease of some seconds, so that a server that was cut off loses it without anybody
/// having to notice.
class Bell {
 public:
  /// Errors  as Place::connect; storage::WrongSchema when somebody changes the schema just now
  explicit Bell(Place& place);
  ~Bell();

  void on_ring(std::function<void()> listener);
  // See storage::Database.
  void tell_others(std::string message);
  void on_told(std::function<void(const std::string&)> listener);
  /// Whether this server is the one on duty, as far as it knows: what it does then must bear that another
  /// one took over a moment ago.
  bool on_duty() const;
  void close();

 private:
  void run();
  void settle();
  bool listen_once();
  void take_duty();
  void ring();
  void hear(const std::string& message);
  void pass_on();
  void wake();

  Place& place_;
  std::unique_ptr<Handle> handle_;
  const std::string name_;
  std::int64_t look_at_ = 0;                    ///< when the duty is asked for next; steady, milliseconds
  std::atomic<std::int64_t> on_duty_until_{0};  ///< steady, milliseconds
  std::atomic<bool> ending_{false};
  int wake_[2] = {-1, -1};
  std::mutex mutex_;
  std::vector<std::function<void()>> listeners_;
  std::vector<std::function<void(const std::string&)>> hearers_;
  std::deque<std::string> to_tell_;
  std::thread thread_;
};

}  // namespace postgres
