#pragma once
#include <string>

#include "server/api/handlers.h"
#include "server/api/sign_in.h"
#include "server/passkeys/check.h"

namespace api {

// passkeys.cpp
Reply ask_passkey_challenge(Context& context, Call& call);
Reply sign_in_with_passkey(Context& context, Call& call);

// own_passkeys.cpp
Reply list_own_passkeys(Context& context, Call& call);
Reply begin_passkey(Context& context, Call& call);
Reply register_passkey(Context& context, Call& call);
Reply rename_passkey(Context& context, Call& call);
Reply remove_passkey(Context& context, Call& call);

/// Where there are no passkeys: 404, with the reason in words.
std::optional<http::Response> refuse_without_passkeys(const Context& context, const Call& call);

/// A new challenge under the cookie of this browser.
///
/// Shape   account: whose new passkey it is for; none: to prove who one is
/// Errors  none; call it only where there are passkeys
struct GivenChallenge {
  std::string text;
  std::string cookie;  ///< for Set-Cookie
};
GivenChallenge give_challenge(Context& context, const Call& call, models::AccountId account);

/// The challenge that this browser was given, once.
///
/// Errors  nothing when it was given none for this account, too much time has passed, or it was used
std::optional<std::string> take_challenge(Context& context, const Call& call, models::AccountId account);

/// The cookie that ends the challenge in the browser.
std::string end_challenge_cookie(const Context& context);

/// What came of a passkey that was shown.
///
/// Shape   over: there is no challenge it could answer; good: the caller settles the throttle, and uses it
///         inside a transaction; fault: for the audit log; account: whose it is, when it is known
enum class PasskeyOutcome { good, wrong, over, throttled };
struct ShownPasskey {
  PasskeyOutcome outcome = PasskeyOutcome::over;
  std::string fault{};
  int wait_seconds = 0;
  models::Passkey passkey{};
  std::int64_t counter = 0;
  std::optional<models::Account> account{};
};

/// Checks a passkey, under a throttle of its own: whoever guesses passwords does not lock it.
boost::asio::awaitable<ShownPasskey> check_passkey(Context& context, Call& call,
                                                   const passkeys::Assertion& given);
void settle_passkey(Context& context, const Call& call, const passkeys::Assertion& given,
                    SignInOutcome outcome);
/// 429 with the time to wait.
http::Response refuse_throttled_passkey(const Call& call, int wait_seconds);

/// Writes down its use.
///
/// Errors  false when it went meanwhile, or was used with a newer signature
bool use_passkey(models::Transaction& tx, const ShownPasskey& shown, models::Time now);

}  // namespace api
