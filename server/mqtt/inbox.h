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

/// What came and waits to be read: bounded, and each topic in its turn, so that one that floods delays nobody
/// else and loses only what is its own.
class Inbox {
 public:
  Inbox(std::size_t most, std::size_t most_of_topic) : most_(most), most_of_topic_(most_of_topic) {}

  /// Never waits. What is too much goes: the oldest of the same topic, or this one when the whole is full and
  /// nothing of its topic waits.
  void put(Message message);
  /// At most `most` messages, one of each topic in turn, each topic's own in the order they came; waits up to
  /// `wait` for the first. None after close().
  std::vector<Message> take(std::size_t most, std::chrono::milliseconds wait);
  void close();

  std::size_t waiting() const;
  std::uint64_t dropped() const;

 private:
  const std::size_t most_, most_of_topic_;
  mutable std::mutex mutex_;
  std::condition_variable came_;
  std::unordered_map<std::string, std::deque<Message>> of_topic_;
  std::deque<std::string> turns_;  ///< topics of which something waits, whose turn is first in front
  std::size_t count_ = 0;
  std::uint64_t dropped_ = 0;
  bool closed_ = false;
};

}  // namespace mqtt
