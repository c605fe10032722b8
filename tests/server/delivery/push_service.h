#pragma once
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "dispatch/push.h"
#include "server/delivery/web_push.h"
#include "tests/server/delivery/fakes.h"

namespace fakes {

/// Opens one aes128gcm message as a browser does, with OpenSSL's own HKDF and none of our code; nothing when
/// a byte of it is wrong.
std::optional<std::string> open_push(const std::string& body, const delivery::PushKey& receiver,
                                     const std::string& auth);

/// A push service as RFC 8030, 8291 and 8292 describe it, with the browsers behind it. A telephone named
/// `gone` is answered 410; one named `busy` 429 at its first message.
class PushService {
 public:
  explicit PushService(std::function<std::int64_t()> clock);

  struct Opened {
    std::string text, urgency, topic, contact;
  };
  const delivery::PushKey& town() const { return town_; }  ///< whose messages it takes
  dispatch::NewSubscription subscription(const std::string& phone);
  std::vector<Opened> opened(const std::string& phone) const;
  std::vector<std::string> wrong() const;  ///< what a message had that the RFCs do not allow

 private:
  struct Browser {
    delivery::PushKey key;
    std::string auth;
    std::vector<Opened> opened{};
    int asked = 0;
  };
  http::Response take(const Received& got);
  std::string check_vapid(const Received& got, std::string& contact) const;

  std::function<std::int64_t()> clock_;
  delivery::PushKey town_;
  mutable std::mutex mutex_;
  std::map<std::string, Browser> browsers_;
  std::vector<std::string> wrong_;
  Receiver receiver_;
};

}  // namespace fakes
