#include "models/names.h"
#include "server/api/codec_passkey.h"
#include "server/api/passkey_handlers.h"
#include "server/api/problem.h"
#include "server/auth/sessions.h"
#include "server/auth/throttle.h"
#include "server/auth/tokens.h"
#include "server/passkeys/desk.h"

namespace api {
namespace {

std::string_view challenge_cookie(const Context& context) {
  return context.settings.secure_cookies ? "__Host-lamplighter_passkey" : "lamplighter_passkey";
}

std::string cookie_of(const Context& context, const std::string& secret, std::chrono::seconds kept) {
  std::string cookie(challenge_cookie(context));
  cookie.append("=").append(secret).append("; Path=/; HttpOnly; SameSite=Strict; Max-Age=");
  cookie.append(std::to_string(kept.count()));
  if (context.settings.secure_cookies) cookie.append("; Secure");
  return cookie;
}

// The throttle counts what was shown, known or not: which passkeys there are does not leak.
std::string throttle_name(const passkeys::Assertion& given) {
  return "passkey " + auth::hash_token(given.credential);
}

// The same words whatever was wrong with it.
models::Error not_accepted() {
  return {models::ErrorCode::unauthenticated,
          "The passkey was not accepted: try again, or sign in with name and password."};
}

http::Response sign_in_over(const Call& call) {
  return to_problem(401, "sign_in_over", "This sign-in is over: begin anew.", &call.request);
}

void name_account(Call& call, const models::Account& account) {
  call.entry.account = account.id;
  call.entry.role = models::name(account.role);
  call.entry.name = account.display_name;
}

http::Response refuse(const Call& call, const ShownPasskey& shown) {
  if (shown.outcome == PasskeyOutcome::throttled) return refuse_throttled_passkey(call, shown.wait_seconds);
  if (shown.outcome == PasskeyOutcome::over) return sign_in_over(call);
  return to_problem(not_accepted(), &call.request);
}

boost::asio::awaitable<http::Response> start_session_of(Context& context, Call& call,
                                                        const ShownPasskey& shown) {
  const auto old = token_of(context, call.request);
  call.entry.reason = "signed in with a passkey";
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    if (!use_passkey(tx, shown, who.now)) return not_accepted();
    auto now = tx.accounts().find(shown.passkey.account);
    if (!now || now->disabled) return not_accepted();
    now->last_seen_at = who.now;
    tx.accounts().update(*now);
    // A session that was there before ends: a planted one must not become a signed-in one.
    if (!old.empty()) tx.sessions().remove(auth::hash_token(old));
    models::Session how;
    how.multi_factor = true;  // the device, and what it knows its owner by
    return start_session(context, tx, who, *now, 201, how);
  };
  forget_idempotency_key(call.request);
  auto response = co_await answer_write(context, call, std::move(rule));
  if (!old.empty()) forget_session(context, auth::hash_token(old));
  if (response.status == 401) call.entry.reason = "the passkey was used or removed meanwhile";
  if (response.status == 201) response.add_header("Set-Cookie", end_challenge_cookie(context));
  co_return response;
}

}  // namespace

std::optional<http::Response> refuse_without_passkeys(const Context& context, const Call& call) {
  const auto* desk = context.passkey_desk;
  if (desk != nullptr && desk->offer().party) return std::nullopt;
  const auto why_not = desk == nullptr ? std::string() : desk->offer().why_not;
  return to_problem(404, "no_passkeys", passkeys::words_of(why_not), &call.request);
}

GivenChallenge give_challenge(Context& context, const Call& call, models::AccountId account) {
  passkeys::Challenge challenge{auth::new_session_token(), account, call.now + passkeys::challenge_kept};
  GivenChallenge given{challenge.text, ""};
  const auto secret = context.passkey_desk->challenges().add(std::move(challenge), call.now);
  given.cookie = cookie_of(context, secret, passkeys::challenge_kept);
  return given;
}

std::optional<std::string> take_challenge(Context& context, const Call& call, models::AccountId account) {
  const std::string secret(call.request.cookie(challenge_cookie(context)).value_or(""));
  auto given = context.passkey_desk->challenges().take(secret, call.now);
  if (!given || given->account != account) return std::nullopt;
  return std::move(given->text);
}

std::string end_challenge_cookie(const Context& context) {
  return cookie_of(context, "", std::chrono::seconds{0});
}

http::Response refuse_throttled_passkey(const Call& call, int wait_seconds) {
  const auto wait = std::to_string(wait_seconds);
  auto response =
      to_problem(429, "Too many passkeys that were not accepted: wait " + wait + " seconds.", &call.request);
  response.header("Retry-After", wait);
  return response;
}

void settle_passkey(Context& context, const Call& call, const passkeys::Assertion& given,
                    SignInOutcome outcome) {
  settle_sign_in(context, call, throttle_name(given), outcome);
}

boost::asio::awaitable<ShownPasskey> check_passkey(Context& context, Call& call,
                                                   const passkeys::Assertion& given) {
  ShownPasskey shown;
  const auto challenge = take_challenge(context, call, {});
  if (!challenge) {
    shown.fault = "the challenge was not given to this browser, has expired or was used";
    co_return shown;
  }
  if (const auto wait = context.throttle.begin(throttle_name(given), call.request.remote_address, call.now)) {
    shown.outcome = PasskeyOutcome::throttled;
    shown.wait_seconds = *wait;
    co_return shown;
  }
  bool known = false;
  std::function<void(models::Transaction&)> find = [&](models::Transaction& tx) {
    const auto passkey = tx.passkeys().find(given.credential);
    known = passkey.has_value();
    if (!known) return;
    shown.passkey = *passkey;
    shown.account = tx.accounts().find(passkey->account);
  };
  co_await run_read(context, std::move(find));
  if (!known) {
    shown.fault = "no account has this passkey";
  } else {
    const auto& party = *context.passkey_desk->offer().party;
    const auto checked = passkeys::check_assertion(party, *challenge, shown.passkey, given);
    const bool disabled = !shown.account || shown.account->disabled;
    shown.fault = checked.fault.empty() && disabled ? "the account is disabled" : checked.fault;
    shown.counter = checked.counter;
  }
  shown.outcome = shown.fault.empty() ? PasskeyOutcome::good : PasskeyOutcome::wrong;
  if (!shown.fault.empty()) settle_passkey(context, call, given, SignInOutcome::wrong);
  co_return shown;
}

bool use_passkey(models::Transaction& tx, const ShownPasskey& shown, models::Time now) {
  auto passkey = tx.passkeys().find(shown.passkey.credential);
  if (!passkey || passkey->id != shown.passkey.id ||
      !passkeys::counter_rises(passkey->counter, shown.counter))
    return false;
  passkey->counter = shown.counter;
  passkey->last_used_at = now;
  tx.passkeys().update(*passkey);
  return true;
}

Reply ask_passkey_challenge(Context& context, Call& call) {
  if (auto refused = refuse_without_passkeys(context, call)) co_return *refused;
  if (!from_own_origin(call.request))
    co_return to_problem(models::forbidden("Sign in from the pages of this server."), &call.request);
  const auto given = give_challenge(context, call, {});
  auto response =
      json_response(200, write_passkey_challenge(given.text, *context.passkey_desk->offer().party));
  response.add_header("Set-Cookie", given.cookie);
  co_return response;
}

Reply sign_in_with_passkey(Context& context, Call& call) {
  call.entry.kind = models::AuditKind::sign_in;
  if (auto refused = refuse_without_passkeys(context, call)) co_return *refused;
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  if (!from_own_origin(call.request))
    co_return to_problem(models::forbidden("Sign in from the pages of this server."), &call.request);
  const auto given = parse_passkey_assertion(call.request.body);
  if (!given) co_return to_problem(given.error(), &call.request);
  const auto shown = co_await check_passkey(context, call, *given);
  if (shown.account) name_account(call, *shown.account);
  if (shown.outcome != PasskeyOutcome::good) {
    call.entry.reason = shown.fault;
    co_return refuse(call, shown);
  }
  auto response = co_await start_session_of(context, call, shown);
  settle_passkey(context, call, *given,
                 response.status == 201   ? SignInOutcome::signed_in
                 : response.status == 401 ? SignInOutcome::wrong
                                          : SignInOutcome::busy);
  co_return response;
}

}  // namespace api
