#pragma once
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "models/time.h"

namespace mqtt {

/// What a broker sent.
///
/// Shape   topic: below the prefix
struct Message {
  std::string topic;
  std::string payload;
  models::Time arrived{};
};

/// What came and waits to be read: bounded, and each device in its turn, so that one that floods delays
/// nobody else and loses only what is its own. A device is the first two levels of its topics, so that what
/// it says under several of them stays in the order in which it was said.
class Inbox {
 public:
  Inbox(std::size_t most, std::size_t most_of_device) : most_(most), most_of_device_(most_of_device) {}

  /// Never waits. What is too much goes: the oldest of the same device, or this one when the whole is full
  /// and nothing of that device waits.
  void put(Message message);
  /// At most `most` messages, one of each device in turn, each device's own in the order they came; waits up
  /// to `wait` for the first. None after close().
  std::vector<Message> take(std::size_t most, std::chrono::milliseconds wait);
  void close();

  std::size_t waiting() const;
  std::uint64_t dropped() const;

 private:
  const std::size_t most_, most_of_device_;
  mutable std::mutex mutex_;
  std::condition_variable came_;
  std::unordered_map<std::string, std::deque<Message>> of_device_;
  std::deque<std::string> turns_;  ///< devices of which something waits, whose turn is first in front
  std::size_t count_ = 0;
  std::uint64_t dropped_ = 0;
  bool closed_ = false;
};

}  // namespace mqtt
