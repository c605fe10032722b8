#pragma once
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "models/ids.h"
#include "models/time.h"

namespace identity {

/// A sign-in that has begun and not ended.
///
/// Shape   state, nonce, verifier, redirect: while the person is at the provider; account, multi_factor: when
/// they have come back and the code of their authenticator is still to come
struct Begun {
  std::string page{};
  std::string state{};
  std::string nonce{};
  std::string verifier{};
  std::string redirect{};
  models::AccountId account{};
  bool multi_factor = false;
  models::Time until{};
};

/// Sign-ins under way, each under a secret that only one browser has, as its cookie. In memory: after a
/// restart one begins anew.
class BegunSignIns {
 public:
  /// Shape   most: kept at once; the oldest go
  explicit BegunSignIns(std::size_t most) : most_(most) {}
  /// The secret for the cookie.
  std::string add(Begun begun, models::Time now);
  std::optional<Begun> find(const std::string& secret, models::Time now);
  /// Once only: the second time there is none.
  std::optional<Begun> take(const std::string& secret, models::Time now);

 private:
  const std::size_t most_;
  std::mutex mutex_;
  std::map<std::string, Begun> by_hash_;
};

}  // namespace identity
