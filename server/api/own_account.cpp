#include <algorithm>

#include "server/api/handlers.h"
#include "server/api/problem.h"
#include "server/api/sign_in.h"
#include "server/auth/passwords.h"
#include "server/auth/sessions.h"
#include "server/auth/throttle.h"
#include "server/auth/tokens.h"

namespace api {
namespace {

constexpr std::size_t most_access_tokens = 50;

models::Error gone() { return models::not_found("This account is gone."); }

// Whether a chosen password is one of the last few, each compared on the workers.
boost::asio::awaitable<std::optional<http::Response>> refuse_used(Context& context, Call& call,
                                                                  const models::Account& account,
                                                                  const std::string& chosen) {
  auto hashes = account.password_history;
  if (context.settings.sign_in.password.mode == dispatch::PasswordMode::asvs) hashes.clear();
  hashes.insert(hashes.begin(), account.password_hash);
  for (auto& hash : hashes) {
    std::string password = chosen;
    const auto verdict = co_await context.passwords.verify(std::move(hash), std::move(password));
    if (verdict == auth::PasswordWorkers::Verdict::busy) co_return refuse_sign_in(call, SignInOutcome::busy);
    if (verdict == auth::PasswordWorkers::Verdict::right)
      co_return to_problem(models::invalid("new_password", "used", "was yours before: choose another"),
                           &call.request);
  }
  co_return std::nullopt;
}

}  // namespace

boost::asio::awaitable<std::optional<models::Account>> own_account(Context& context, const Call& call) {
  std::optional<models::Account> account;
  std::function<void(models::Transaction&)> find = [&](models::Transaction& tx) {
    account = tx.accounts().find(call.actor.account);
  };
  co_await run_read(context, std::move(find));
  co_return account;
}

boost::asio::awaitable<std::optional<http::Response>> check_again(Context& context, Call& call,
                                                                  const models::Account& account,
                                                                  std::string password,
                                                                  std::string_view field) {
  if (const auto wait = context.throttle.begin(account.username, call.request.remote_address, call.now)) {
    settle_sign_in(context, call, account.username, SignInOutcome::throttled);
    co_return refuse_sign_in(call, SignInOutcome::throttled, *wait);
  }
  std::string hash = account.password_hash;
  const auto verdict = co_await context.passwords.verify(std::move(hash), std::move(password));
  if (verdict == auth::PasswordWorkers::Verdict::right) co_return std::nullopt;
  const bool busy = verdict == auth::PasswordWorkers::Verdict::busy;
  settle_sign_in(context, call, account.username, busy ? SignInOutcome::busy : SignInOutcome::wrong);
  if (busy) co_return refuse_sign_in(call, SignInOutcome::busy);
  co_return to_problem(models::invalid(std::string(field), "mismatch", "is not your password now"),
                       &call.request);
}

Reply get_me(Context& context, Call& call) {
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const auto account = tx.accounts().find(who.actor.account);
    if (!account) return gone();
    const auto session = tx.sessions().find(who.token_hash);
    const auto how = session.value_or(models::Session{});
    return json_response(200, write(own_view(context, *account, who.now, who.csrf_token, how)));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply change_password(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto input = parse_password_change(call.request.body);
  if (!input) co_return to_problem(input.error(), &call.request);
  const auto account = co_await own_account(context, call);
  if (!account) co_return to_problem(gone(), &call.request);
  if (account->demo)
    co_return to_problem(
        models::conflict("The password of a demo account is everybody's: it stays as it is."), &call.request);
  std::string current = input->current;
  if (auto refused = co_await check_again(context, call, *account, std::move(current), "current_password"))
    co_return *refused;
  const auto& policy = context.settings.sign_in.password;
  if (auto good = dispatch::check_password(policy, *account, input->chosen, "new_password"); !good) {
    settle_sign_in(context, call, account->username, SignInOutcome::code_needed);
    co_return to_problem(good.error(), &call.request);
  }
  if (auto refused = co_await refuse_used(context, call, *account, input->chosen)) {
    settle_sign_in(context, call, account->username, SignInOutcome::code_needed);
    co_return *refused;
  }
  std::string chosen = input->chosen;
  const auto hash = co_await context.passwords.hash(std::move(chosen));
  if (hash.empty()) {
    settle_sign_in(context, call, account->username, SignInOutcome::busy);
    co_return refuse_sign_in(call, SignInOutcome::busy);
  }
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    auto now = tx.accounts().find(who.actor.account);
    if (!now || now->disabled) return gone();
    if (now->password_hash != account->password_hash)
      return models::conflict("The password was changed meanwhile: sign in again.");
    dispatch::set_password(*now, hash, policy.remembered, who.now);
    tx.accounts().update(*now);
    tx.sessions().remove_of(now->id, "");
    return start_session(context, tx, who, *now, 200);
  };
  forget_idempotency_key(call.request);
  auto response = co_await answer_write(context, call, std::move(rule));
  forget_sessions(context, call.actor.account);
  settle_sign_in(context, call, account->username,
                 response.status == 200 ? SignInOutcome::signed_in : SignInOutcome::busy);
  co_return response;
}

Reply list_own_sessions(Context& context, Call& call) {
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    std::vector<SessionView> views;
    for (auto& session : tx.sessions().of_account(who.actor.account)) {
      if (who.now >= session.expires_at || dispatch::is_revoked(session)) continue;
      const bool current = session.token_hash == who.token_hash;
      views.push_back({std::move(session), current});
    }
    return json_response(200, write(views));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply delete_own_session(Context& context, Call& call) {
  std::string hash;
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    for (const auto& session : tx.sessions().of_account(who.actor.account))
      if (session_id(session) == who.request.param("id") && !dispatch::is_revoked(session)) {
        hash = session.token_hash;
        dispatch::revoke(tx, session);
      }
    if (hash.empty()) return models::not_found("There is no such session.");
    return http::Response::empty(204);
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  if (!hash.empty()) forget_sessions(context, call.actor.account);
  co_return response;
}

Reply delete_other_sessions(Context& context, Call& call) {
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    for (const auto& session : tx.sessions().of_account(who.actor.account))
      if (session.token_hash != who.token_hash) dispatch::revoke(tx, session);
    return http::Response::empty(204);
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  forget_sessions(context, call.actor.account);
  co_return response;
}

Reply list_access_tokens(Context& context, Call& call) {
  Rule rule = [](models::Transaction& tx, const Call& who) -> Answer {
    return json_response(200, write(tx.access_tokens().of_account(who.actor.account)));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply create_access_token(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto input = parse_new_access_token(call.request.body);
  if (!input) co_return to_problem(input.error(), &call.request);
  const auto account = co_await own_account(context, call);
  if (!account) co_return to_problem(gone(), &call.request);
  // A token outlives the session: whoever finds a page left open must not make one.
  std::string given = input->password;
  if (auto refused = co_await check_again(context, call, *account, std::move(given), "password"))
    co_return *refused;
  settle_sign_in(context, call, account->username, SignInOutcome::code_needed);
  const auto secret = auth::new_access_token();
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const auto others = tx.access_tokens().of_account(who.actor.account);
    if (others.size() >= most_access_tokens)
      return models::conflict("An account has at most " + std::to_string(most_access_tokens) +
                              " access tokens: revoke one first.");
    models::AccessToken token;
    token.token_hash = auth::hash_token(secret);
    token.account = who.actor.account;
    token.name = input->name;
    token.scope = input->scope;
    token.created_at = who.now;
    token.expires_at = who.now + std::chrono::days{input->days};
    token.id = tx.access_tokens().insert(token);
    return json_response(201, write_new_token(token, secret));
  };
  forget_idempotency_key(call.request);
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply delete_access_token(Context& context, Call& call) {
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    for (const auto& token : tx.access_tokens().of_account(who.actor.account))
      if (token.id.text() == who.request.param("id")) {
        tx.access_tokens().remove(token.id);
        return http::Response::empty(204);
      }
    return models::not_found("There is no such access token.");
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  forget_sessions(context, call.actor.account);
  co_return response;
}

}  // namespace api
