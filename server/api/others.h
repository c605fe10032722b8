#pragma once
#include <string>

#include "server/api/context.h"
#include "server/api/rate_limits.h"

/// What the servers on one database tell one another beside what they store: a session that ended is unknown
/// to all of them at once, and what one counts against somebody counts everywhere. See
/// storage::Database::tell_others.
namespace api {

struct Call;

/// A session ended; the account it belongs to goes on.
void forget_session(Context& context, const std::string& token_hash);
/// After sessions of an account ended: forgets what was remembered of them and ends its live streams.
void forget_sessions(Context& context, models::AccountId account);
/// A try to sign in was wrong, or right.
void count_wrong_sign_in(Context& context, const std::string& name, const Call& call);
void count_right_sign_in(Context& context, const std::string& name, const Call& call);
/// See RateLimits::count.
RateLimits::Standing count_request(Context& context, const Call& call);

/// What another server told. What is no message of ours is left alone: it may be of a newer program.
void hear(Context& context, const std::string& message);

}  // namespace api
