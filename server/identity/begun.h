#pragma once
#include <string>

#include "models/ids.h"
#include "models/time.h"
#include "server/auth/begun.h"

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

/// Sign-ins under way.
using BegunSignIns = auth::Begun<Begun>;

}  // namespace identity
