#pragma once
#include <chrono>
#include <cstddef>
#include <string>
#include <utility>

#include "models/ids.h"
#include "models/time.h"
#include "server/auth/begun.h"
#include "server/passkeys/offer.h"

namespace passkeys {

constexpr std::chrono::seconds challenge_kept{300};
constexpr std::size_t most_challenges = 10'000;  ///< not answered yet; the oldest go
constexpr std::size_t most_of_account = 20;

/// A challenge that was given and not answered.
///
/// Shape   account: whose new passkey it is for; none: to prove who one is
struct Challenge {
  std::string text{};
  models::AccountId account{};
  models::Time until{};
};

/// What the endpoints of passkeys share: whether there are any here, and the challenges.
class Desk {
 public:
  explicit Desk(Offer offer) : offer_(std::move(offer)) {}
  const Offer& offer() const { return offer_; }
  auth::Begun<Challenge>& challenges() { return challenges_; }

 private:
  const Offer offer_;
  auth::Begun<Challenge> challenges_{most_challenges};
};

}  // namespace passkeys
