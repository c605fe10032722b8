#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/system/town.h"

namespace system_tests {

/// Clients that never give up: each writes reports under keys of its own and repeats a key, at one server
/// after the other, until it is acknowledged, through crashes and restarts. What was acknowledged goes into
/// the ledger, by its words.
class Clients {
 public:
  /// Shape   words: with which every report of theirs begins
  Clients(std::vector<std::uint16_t> ports, int count, std::string words = "crash");
  ~Clients() { stop(); }

  void servers_are_at(std::vector<std::uint16_t> ports);
  std::size_t acknowledged() const;
  /// Waits until so many more were acknowledged; false when that takes longer than `limit`.
  bool acknowledge(std::size_t more, std::chrono::milliseconds limit) const;
  // Each client finishes the key it is at, so that every key begun is in the ledger.
  const std::map<std::string, std::string>& stop();
  std::string complaint() const;

 private:
  void write_until_stopped(int client);
  void write_one(const std::string& words);
  Caller next() const;

  const std::string words_;
  mutable std::mutex mutex_;
  Caller caller_;
  std::vector<std::uint16_t> ports_;
  mutable std::size_t turn_ = 0;
  std::map<std::string, std::string> ledger_;
  std::string complaint_;
  std::atomic<bool> stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace system_tests
