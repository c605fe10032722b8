#pragma once
#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "bench/delivery/storm.h"

namespace storm {

/// A receiver on the loopback, of plain sockets: it can lose an answer and reset a connection as no library
/// would.
class Receiver {
 public:
  /// Shape   place_of: which receiver and order a message is for, by its number; the receivers are told apart
  ///         by the path: /1, /2, …; robots: those whose tries are counted by the minute
  Receiver(const Options& options, std::vector<int> place_of, std::vector<int> robots,
           const std::atomic<std::int64_t>& clock);
  ~Receiver();
  Receiver(const Receiver&) = delete;
  Receiver& operator=(const Receiver&) = delete;
  std::string url(int receiver) const;
  /// What was seen so far.
  Outcome seen() const;

 private:
  enum class Fate { good, error, too_many, reset, lost, slow, late };
  struct Asked {
    int receiver = 0;
    std::string text;
  };
  void accept_all();
  void serve(int socket);
  static bool read_request(int socket, std::string& rest, Asked& asked);
  Fate take(const Asked& asked);
  void note(int number);
  void answer(int socket, Fate fate) const;

  const Options options_;
  const std::vector<int> place_of_;
  const std::vector<int> robots_;
  const std::atomic<std::int64_t>& clock_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> stopping_{false};
  mutable std::mutex mutex_;
  std::mt19937_64 chance_;
  std::vector<int> times_taken_;
  std::map<int, int> last_taken_;  ///< by place: the newest number
  std::map<int, std::deque<std::int64_t>> minute_;
  Outcome seen_;
  std::vector<int> sockets_;
  std::vector<std::thread> threads_;
};

/// storm-000042
std::string message_of(int number);

}  // namespace storm
