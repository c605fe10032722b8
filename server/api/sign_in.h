#pragma once
#include <string>
#include <string_view>

#include "server/api/codec_account.h"
#include "server/api/endpoint.h"
#include "server/api/others.h"

/// What the endpoints of signing in and of one's own account share.
namespace api {

/// How a try to sign in, or to prove a password again, ended.
enum class SignInOutcome {
  signed_in,
  wrong,        ///< name, password or code
  code_needed,  ///< the password is right, the second factor is still to come
  throttled,
  busy,
};

/// Says once what came of it: the throttle learns of it here, and whoever keeps a record of sign-ins.
void settle_sign_in(Context& context, const Call& call, const std::string& username, SignInOutcome outcome);

/// The answer to each outcome but signed_in.
http::Response refuse_sign_in(const Call& call, SignInOutcome outcome, int wait_seconds = 0);

/// Checks a password that somebody signed in gives once more, under the throttle of their account.
///
/// Shape   field: of the body that holds it; nothing when it is right; the caller settles signed_in when the
/// rest went well
boost::asio::awaitable<std::optional<http::Response>> check_again(Context& context, Call& call,
                                                                  const models::Account& account,
                                                                  std::string password,
                                                                  std::string_view field);

/// A new session for this account inside the transaction, and the answer that carries it.
///
/// Shape   how: what a session says of how it came about, where no password was given
http::Response start_session(Context& context, models::Transaction& tx, const Call& call,
                             const models::Account& account, int status, const models::Session& how = {});

/// The cookie that ends the session in the browser.
std::string end_cookie(const Context& context);

OwnAccountView own_view(const Context& context, const models::Account& account, models::Time now,
                        std::string csrf_token, const models::Session& how = {});

/// An answer with a secret is never stored to be replayed: the key is not looked at.
void forget_idempotency_key(http::Request& request);

/// The account of who asks, or nothing when it went meanwhile.
boost::asio::awaitable<std::optional<models::Account>> own_account(Context& context, const Call& call);

}  // namespace api
