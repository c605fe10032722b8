#include "dispatch/permissions.h"
#include "models/names.h"
#include "server/api/codec_register.h"
#include "server/api/handlers.h"
#include "server/api/problem.h"
#include "server/auth/passwords.h"
#include "server/auth/sessions.h"
#include "server/auth/throttle.h"
#include "server/auth/tokens.h"

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

// The same words for an unknown name and a wrong password: names do not leak.
models::Error wrong_credentials() {
  return {models::ErrorCode::unauthenticated, "The name or the password is wrong: check both and try again."};
}

}  // namespace

Reply create_session(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto credentials = parse_credentials(call.request.body);
  if (!credentials) co_return to_problem(credentials.error(), &call.request);
  if (const auto wait =
          context.throttle.must_wait(credentials->username, call.request.remote_address, call.now)) {
    auto response = to_problem(429, "Too many wrong passwords: wait " + std::to_string(*wait) + " seconds.",
                               &call.request);
    response.header("Retry-After", std::to_string(*wait));
    co_return response;
  }
  std::optional<models::Account> account;
  std::function<void(models::Transaction&)> find = [&](models::Transaction& tx) {
    account = tx.accounts().find_by_username(credentials->username);
  };
  co_await run_read(context, std::move(find));
  // Only a name that exists goes on record: people type passwords into the wrong field.
  call.entry.name = account ? account->username : "";
  std::string hash = account && !account->disabled ? account->password_hash : std::string{};
  std::string password = credentials->password;
  const auto verdict = co_await context.passwords.verify(std::move(hash), std::move(password));
  if (verdict == auth::PasswordWorkers::Verdict::busy)
    co_return to_problem(503, "Too many people sign in at this moment: try again shortly.", &call.request);
  if (verdict == auth::PasswordWorkers::Verdict::wrong) {
    context.throttle.failed(credentials->username, call.request.remote_address, call.now);
    co_return to_problem(wrong_credentials(), &call.request);
  }
  context.throttle.succeeded(credentials->username, call.now);
  call.entry.account = account->id;
  call.entry.role = models::name(account->role);
  call.entry.name = account->display_name;
  const auto old = token_of(call.request);
  Rule rule = [&](models::Transaction& tx, const Call&) -> Answer {
    // A session that was there before ends: a planted one must not become a signed-in one.
    if (!old.empty()) tx.sessions().remove(auth::hash_token(old));
    const auto& limits = context.sessions.limits();
    const auto token = auth::make_session(tx, *account, limits, call.now);
    auto response = json_response(
        201, write_session(token, call.now + std::chrono::seconds{limits.absolute_seconds}, *account));
    response.add_header("Set-Cookie", cookie_of(context, token, limits.absolute_seconds));
    return response;
  };
  // A sign-in is never replayed: the stored answer would hold a token.
  std::erase_if(call.request.headers,
                [](const http::Field& field) { return http::same_name(field.first, "Idempotency-Key"); });
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply delete_session(Context& context, Call& call) {
  const auto hash = auth::hash_token(token_of(call.request));
  Rule rule = [&](models::Transaction& tx, const Call&) -> Answer {
    tx.sessions().remove(hash);
    auto response = http::Response::empty(204);
    response.add_header("Set-Cookie", cookie_of(context, "", 0));
    return response;
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  context.sessions.remove(hash);
  co_return response;
}

Reply get_me(Context& context, Call& call) {
  Rule rule = [](models::Transaction& tx, const Call& who) -> Answer {
    const auto account = tx.accounts().find(who.actor.account);
    if (!account) return models::not_found("This account is gone.");
    return json_response(200, write(*account));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply list_accounts(Context& context, Call& call) {
  Rule rule = [](models::Transaction& tx, const Call& who) -> Answer {
    if (auto allowed = dispatch::require(who.actor, dispatch::Permission::account_manage); !allowed)
      return allowed.error();
    return json_response(200, write(tx.accounts().list()));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply create_account(Context& context, Call& call) {
  if (auto allowed = dispatch::require(call.actor, dispatch::Permission::account_manage); !allowed)
    co_return to_problem(allowed.error(), &call.request);
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  auto input = parse_new_account(call.request.body);
  if (!input) co_return to_problem(input.error(), &call.request);
  std::string password = input->password;
  const auto hash = co_await context.passwords.hash(std::move(password));
  if (hash.empty())
    co_return to_problem(503, "Too many people sign in at this moment: try again shortly.", &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    auto account = input->account;
    account.password_hash = hash;
    account.created_at = who.now;
    if (tx.accounts().find_by_username(account.username))
      return models::conflict("An account of this name is there already: choose another name.");
    if (account.crew && !tx.crews().find(account.crew))
      return models::invalid("crew_id", "unknown", "crew_id is no crew of this town.");
    account.id = tx.accounts().insert(account);
    return json_response(201, write(account));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

}  // namespace api
