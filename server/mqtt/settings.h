#pragma once
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>

namespace mqtt {

/// Which broker is listened to, and how much of what it sends is kept.
///
/// Shape   broker: HOST:PORT, empty: none; prefix: readings are expected below it, without a slash at the end
struct Settings {
  std::string broker;
  std::string prefix = "lamplighter/readings";
  std::string client_id = "lamplighter";  ///< one for each program at the same broker
  std::string username;
  std::string password;
  std::filesystem::path authorities;  ///< certificates that are trusted, PEM; empty: no TLS
  std::size_t message_bytes = 64 * 1024;
  std::size_t waiting = 10'000;            ///< messages kept until they are taken in
  std::size_t waiting_of_device = 50;      ///< of them from one device
  std::chrono::seconds longest_pause{30};  ///< between two tries to reach the broker
};

/// Errors  what is wrong with what belongs together; empty when all is good
std::string wrong_with(const Settings& settings);

}  // namespace mqtt
