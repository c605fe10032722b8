#pragma once
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "models/actor.h"
#include "models/time.h"
#include "server/http/message.h"

namespace api {

/// How often one actor may ask for one route: a person or a program that runs wild is slowed down before it
/// slows down the others.
///
/// Shape   a minute begins with the first request in it; beyond the limit the rest of that minute is refused
/// Units   requests per minute, per actor and route; 0: no limit
class RateLimits {
 public:
  struct Limits {
    int reads = 0;         ///< of an account
    int changes = 60'000;  ///< of an account
    int everybody = 600;   ///< of an address, without an account
    std::size_t entries = 100'000;
  };

  /// Counts a request.
  ///
  /// Shape   route: the pattern; address: whose requests without an account are counted together
  /// Errors  the seconds to wait when it is one too many
  std::optional<int> refuse(const Limits& limits, const models::Actor& actor, const std::string& address,
                            http::Method method, std::string_view route, models::Time now);

 private:
  struct Window {
    models::Time from{};
    int count = 0;
  };
  void trim(models::Time now, std::size_t entries);

  std::mutex mutex_;
  std::unordered_map<std::string, Window> windows_;
};

}  // namespace api
