#include "models/names.h"
#include "server/api/handlers.h"
#include "server/api/problem.h"
#include "server/api/sign_in.h"
#include "server/auth/passwords.h"
#include "server/auth/sessions.h"
#include "server/auth/throttle.h"
#include "server/auth/tokens.h"
#include "server/auth/totp.h"

namespace api {
namespace {

std::string cookie_of(const Context& context, const std::string& token, int max_age_seconds) {
  std::string cookie(cookie_name(context));
  cookie.append("=")
      .append(token)
      .append("; Path=/; HttpOnly; SameSite=Strict; Max-Age=")
      .append(std::to_string(max_age_seconds));
  if (context.settings.secure_cookies) cookie.append("; Secure");
  return cookie;
}

// The same words for an unknown name, a wrong password and a wrong code: names do not leak.
models::Error wrong_credentials() {
  return {models::ErrorCode::unauthenticated, "The name or the password is wrong: check both and try again."};
}

auth::Place place_of(const http::Request& request) {
  return {request.remote_address, std::string(request.header("User-Agent").value_or(""))};
}

}  // namespace

void settle_sign_in(Context& context, const Call& call, const std::string& username, SignInOutcome outcome) {
  switch (outcome) {
    case SignInOutcome::signed_in:
      count_right_sign_in(context, username, call);
      break;
    case SignInOutcome::wrong:
      count_wrong_sign_in(context, username, call);
      break;
    case SignInOutcome::code_needed:
    case SignInOutcome::busy:
      context.throttle.taken_back(username);
      break;
    case SignInOutcome::throttled:
      break;
  }
}

http::Response refuse_sign_in(const Call& call, SignInOutcome outcome, int wait_seconds) {
  switch (outcome) {
    case SignInOutcome::throttled: {
      auto response = to_problem(
          429, "Too many wrong passwords: wait " + std::to_string(wait_seconds) + " seconds.", &call.request);
      response.header("Retry-After", std::to_string(wait_seconds));
      return response;
    }
    case SignInOutcome::busy:
      return to_problem(503, "Too many people sign in at this moment: try again shortly.", &call.request);
    case SignInOutcome::code_needed:
      return to_problem(401, "second_factor_needed",
                        "Send the code of your authenticator, or a recovery code, along as `code`.",
                        &call.request);
    default:
      return to_problem(wrong_credentials(), &call.request);
  }
}

OwnAccountView own_view(const Context& context, const models::Account& account, models::Time now,
                        std::string csrf_token, const models::Session& how) {
  const auto& rules = context.settings.sign_in;
  return {account,
          dispatch::owed(account, rules, now, how),
          dispatch::needs_second_factor(account, rules),
          rules.password,
          std::move(csrf_token),
          context.district != nullptr};
}

void forget_idempotency_key(http::Request& request) {
  std::erase_if(request.headers,
                [](const http::Field& field) { return http::same_name(field.first, "Idempotency-Key"); });
}

http::Response start_session(Context& context, models::Transaction& tx, const Call& call,
                             const models::Account& account, int status, const models::Session& how) {
  const auto& limits = context.sessions.limits();
  auto place = place_of(call.request);
  place.by_identity = how.by_identity;
  place.multi_factor = how.multi_factor;
  const auto token = auth::make_session(tx, account, limits, call.now, place);
  auto response = json_response(
      status, write_session(token, call.now + std::chrono::seconds{limits.absolute_seconds},
                            own_view(context, account, call.now, auth::csrf_token_of(token), how)));
  response.add_header("Set-Cookie", cookie_of(context, token, limits.absolute_seconds));
  return response;
}

std::string end_cookie(const Context& context) { return cookie_of(context, "", 0); }

Reply create_session(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  if (!from_own_origin(call.request))
    co_return to_problem(models::forbidden("Sign in from the pages of this server."), &call.request);
  const auto credentials = parse_credentials(call.request.body);
  if (!credentials) co_return to_problem(credentials.error(), &call.request);
  const auto& username = credentials->username;
  const auto refuse = [&](SignInOutcome outcome, int wait = 0) {
    settle_sign_in(context, call, username, outcome);
    return refuse_sign_in(call, outcome, wait);
  };
  if (const auto wait = context.throttle.begin(username, call.request.remote_address, call.now))
    co_return refuse(SignInOutcome::throttled, *wait);
  std::optional<models::Account> account;
  std::function<void(models::Transaction&)> find = [&](models::Transaction& tx) {
    account = tx.accounts().find_by_username(username);
  };
  co_await run_read(context, std::move(find));
  // Only a name that exists goes on record: people type passwords into the wrong field.
  call.entry.name = account ? account->username : "";
  std::string hash = account && !account->disabled ? account->password_hash : std::string{};
  std::string password = credentials->password;
  const auto verdict = co_await context.passwords.verify(std::move(hash), std::move(password));
  if (verdict == auth::PasswordWorkers::Verdict::busy) co_return refuse(SignInOutcome::busy);
  if (verdict == auth::PasswordWorkers::Verdict::wrong) co_return refuse(SignInOutcome::wrong);
  if (account->totp_confirmed && credentials->code.empty()) co_return refuse(SignInOutcome::code_needed);
  call.entry.account = account->id;
  call.entry.role = models::name(account->role);
  call.entry.name = account->display_name;
  const auto old = token_of(context, call.request);
  Rule rule = [&](models::Transaction& tx, const Call&) -> Answer {
    // Read again: it may have been disabled, or its password changed, while the hash was computed.
    auto now = tx.accounts().find(account->id);
    if (!now || now->disabled || now->password_hash != account->password_hash) return wrong_credentials();
    if (now->totp_confirmed && !auth::use_second_factor(*now, credentials->code, call.now))
      return wrong_credentials();
    now->last_seen_at = call.now;
    tx.accounts().update(*now);
    // A session that was there before ends: a planted one must not become a signed-in one.
    if (!old.empty()) tx.sessions().remove(auth::hash_token(old));
    return start_session(context, tx, call, *now, 201);
  };
  forget_idempotency_key(call.request);
  auto response = co_await answer_write(context, call, std::move(rule));
  if (!old.empty()) forget_session(context, auth::hash_token(old));
  settle_sign_in(context, call, username,
                 response.status == 201   ? SignInOutcome::signed_in
                 : response.status == 401 ? SignInOutcome::wrong
                                          : SignInOutcome::busy);
  co_return response;
}

Reply delete_session(Context& context, Call& call) {
  const auto hash = call.token_hash;
  Rule rule = [&](models::Transaction& tx, const Call&) -> Answer {
    tx.sessions().remove(hash);
    auto response = http::Response::empty(204);
    response.add_header("Set-Cookie", end_cookie(context));
    return response;
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  forget_sessions(context, call.actor.account);
  co_return response;
}

}  // namespace api
