#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>

namespace storage {
class Database;
}

namespace jobs {

/// Which jobs the other servers on the database are at. Each calls its own out once a minute; what nobody has
/// called for a while belongs to a server that died.
class RollCall {
 public:
  using Clock = std::chrono::steady_clock;
  /// Two calls may be missed.
  static constexpr std::chrono::seconds patience{150};

  /// Shape   kind: of the jobs, a word
  RollCall(storage::Database& database, std::string kind, Clock::time_point now);
  void call(const std::set<std::int64_t>& own);
  /// Any message of another server; those of other kinds are left alone.
  void hear(const std::string& message, Clock::time_point now);
  /// Nothing while it has not listened long enough to know.
  std::optional<std::set<std::int64_t>> others(Clock::time_point now);

 private:
  storage::Database& database_;
  const std::string begins_;
  const Clock::time_point since_;
  std::mutex mutex_;
  std::map<std::int64_t, Clock::time_point> called_;
};

}  // namespace jobs
