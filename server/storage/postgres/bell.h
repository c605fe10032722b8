#pragma once
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "server/storage/postgres/connection.h"

namespace postgres {

/// A connection of its own that hears when another server appends events, says that this program is at work
/// on the schema, and holds the duty of the one that does what only one may do.
class Bell {
 public:
  /// Errors  as Place::connect; storage::WrongSchema when somebody changes the schema just now
  explicit Bell(Place& place);
  ~Bell();

  void on_ring(std::function<void()> listener);
  /// Whether this server is the one on duty, as far as it knows: what it does then must bear that another
  /// one took over a moment ago.
  bool on_duty() const { return on_duty_; }
  void close();

 private:
  void run();
  void settle();
  bool listen_once();
  void tell();

  Place& place_;
  std::unique_ptr<Handle> handle_;
  std::atomic<bool> on_duty_{false};
  std::atomic<bool> ending_{false};
  int wake_[2] = {-1, -1};
  std::mutex mutex_;
  std::vector<std::function<void()>> listeners_;
  std::thread thread_;
};

}  // namespace postgres
