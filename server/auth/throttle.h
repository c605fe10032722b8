#pragma once
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "models/time.h"

namespace auth {

/// Slows down guessing: after some failures an account and an address must wait, longer each time.
///
/// Units   seconds
/// Shape   the wait doubles from first_wait_seconds with every failure over the free ones, up to
/// longest_wait_seconds
class Throttle {
 public:
  struct Limits {
    int free_failures_per_account = 5;
    int free_failures_per_address = 20;
    int first_wait_seconds = 2;
    int longest_wait_seconds = 900;
    int forget_after_seconds = 3600;
    int settled_within_seconds = 60;  ///< a try that was never settled holds its place so long
    std::size_t entries = 100'000;    ///< kept at most, the oldest go first
  };
  Throttle() = default;
  explicit Throttle(Limits limits) : limits_(limits) {}
  /// Seconds to wait before the next try; nothing when it may be made now.
  std::optional<int> must_wait(const std::string& account, const std::string& address, models::Time now);
  /// The same, and holds a place for the try until it is settled: tries made side by side never get further
  /// than those made one after the other.
  std::optional<int> begin(const std::string& account, const std::string& address, models::Time now);
  // Each settles one try that begin let through.
  void failed(const std::string& account, const std::string& address, models::Time now);
  void succeeded(const std::string& account, models::Time now);
  void taken_back(const std::string& account);  ///< it was neither right nor wrong

  /// What is kept of a name or an address: nothing that can be read, since people type passwords into the
  /// wrong field.
  static std::string account_key(const std::string& account);
  static std::string address_key(const std::string& address);
  // What another server on the same database tells of a try it let through.
  void heard_failed(const std::string& account_key, const std::string& address_key, models::Time now);
  void heard_succeeded(const std::string& account_key);

 private:
  struct Entry {
    int failures = 0;
    models::Time last{};
    models::Time free_at{};
    int under_way = 0;
    models::Time begun{};
  };
  std::optional<int> longer_wait(const std::string& account, const std::string& address,
                                 models::Time now) const;
  std::optional<int> wait_of(const std::string& key, models::Time now) const;
  void settle(const std::string& key);
  void count(const std::string& key, int free_failures, models::Time now);
  void trim(models::Time now);
  Limits limits_{};
  std::mutex mutex_;
  std::unordered_map<std::string, Entry> entries_;
};

}  // namespace auth
