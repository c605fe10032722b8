#pragma once
#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "server/mqtt/settings.h"
#include "tests/support/storage_fixture.h"

struct mosquitto;

namespace mqtt_test {

/// A real mosquitto on loopback, of this test alone.
class Broker {
 public:
  /// Shape   more: lines for its configuration
  explicit Broker(const std::string& more = "allow_anonymous true\n");
  ~Broker();
  Broker(const Broker&) = delete;
  Broker& operator=(const Broker&) = delete;

  void start();
  void stop();
  std::uint16_t port() const { return port_; }
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  std::filesystem::path folder() const { return folder_.path(); }

 private:
  support::TemporaryFolder folder_;
  std::uint16_t port_ = 0;
  pid_t process_ = 0;
};

/// Publishes to it, and answers only when the broker has it.
class Publisher {
 public:
  explicit Publisher(const Broker& broker, const std::string& username = "",
                     const std::string& password = "");
  ~Publisher();
  Publisher(const Publisher&) = delete;
  Publisher& operator=(const Publisher&) = delete;

  void publish(const std::string& topic, const std::string& payload, bool retained = false);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace mqtt_test
