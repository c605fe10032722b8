#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "server/mqtt/settings.h"

namespace mqtt {

/// What the connection to the broker came to since the start.
struct SubscriberCounters {
  std::atomic<bool> connected{false};
  std::atomic<std::uint64_t> connections{0};
  std::atomic<std::uint64_t> messages{0};
  std::atomic<std::uint64_t> unfit{
      0};  ///< too long, or left by the broker for newcomers and of no known time
};

/// Listens to a broker on a thread of its own and comes back whenever it went away.
///
/// Shape   on_message: quick, called on that thread with the topic below the prefix; on_trouble: once for
/// each
///         time the connection ends or is refused
class Subscriber {
 public:
  using OnMessage = std::function<void(std::string topic, std::string payload, bool retained)>;
  using OnTrouble = std::function<void(const std::string& what)>;
  Subscriber(Settings settings, OnMessage on_message, OnTrouble on_trouble);
  ~Subscriber();
  Subscriber(const Subscriber&) = delete;
  Subscriber& operator=(const Subscriber&) = delete;

  void start();
  /// Leaves the broker and waits for the thread; long only while the name of the broker is being looked up.
  void stop();
  const SubscriberCounters& counters() const;

 private:
  struct Shared;
  std::unique_ptr<Shared> shared_;
};

}  // namespace mqtt
