#pragma once
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
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

  /// How one request stands to its limit.
  ///
  /// Shape   policy: reads, changes or everybody, empty: no limit; most: in a minute; left: after this one
  struct Standing {
    std::string_view policy{};
    int most = 0;
    int left = 0;
    int seconds = 0;  ///< until the next minute begins
    bool refused = false;
    std::string key{};  ///< with requests: tell it to the other servers
    int to_tell = 0;    ///< requests that they do not know of yet; 0: not now
  };

  /// Counts a request, unless it is one too many.
  ///
  /// Shape   route: the pattern; address: whose requests without an account are counted together
  Standing count(const Limits& limits, const models::Actor& actor, const std::string& address,
                 http::Method method, std::string_view route, models::Time now);

  /// What another server counted under a key.
  void heard(const std::string& key, int requests, models::Time now);

 private:
  struct Window {
    models::Time from{};
    int count = 0;
    int untold = 0;
  };
  void trim(models::Time now, std::size_t entries);

  std::mutex mutex_;
  std::unordered_map<std::string, Window> windows_;
};

/// Tells a client how it stands, so that it can pace itself; Retry-After where it was refused.
///
/// Shape   `RateLimit-Policy: "changes";q=60000;w=60` and `RateLimit: "changes";r=59999;t=60`
/// Source  draft-ietf-httpapi-ratelimit-headers-10; RFC 9110 for Retry-After
void tell(http::Response& response, const RateLimits::Standing& standing);

}  // namespace api
