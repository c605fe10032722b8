#pragma once
#include <atomic>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace system_tests {

/// A socket between a server and its database that can be made to stall: nothing goes through and nothing is
/// closed, as when a network swallows what is sent.
class DatabaseLink {
 public:
  /// Shape   to: the database's socket; folder: where the link's own is made, under the same port
  DatabaseLink(std::filesystem::path to, const std::filesystem::path& folder, int port);
  ~DatabaseLink();
  DatabaseLink(const DatabaseLink&) = delete;
  DatabaseLink& operator=(const DatabaseLink&) = delete;

  void stall(bool now) { stalled_ = now; }

 private:
  void accept_all();
  void carry(int near);

  const std::filesystem::path to_;
  int listening_ = -1;
  std::atomic<bool> stalled_{false};
  std::atomic<bool> ending_{false};
  std::mutex mutex_;
  std::vector<std::thread> threads_;
};

}  // namespace system_tests
