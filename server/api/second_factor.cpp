#include "server/api/handlers.h"
#include "server/api/problem.h"
#include "server/api/sign_in.h"
#include "server/auth/sessions.h"
#include "server/auth/throttle.h"
#include "server/auth/totp.h"

namespace api {
namespace {

constexpr std::string_view issuer = "Lamplighter";

models::Error gone() { return models::not_found("This account is gone."); }

models::Error wrong_code() {
  return models::invalid("code", "mismatch",
                         "is not the code shown now, or was used already: wait for the next one");
}

// A change that a code allows, under the throttle of the account. `change` gets the account as it is stored
// now and says whether the code was right.
template <class Change>
Reply with_code(Context& context, Call& call, Change change) {
  const auto account = co_await own_account(context, call);
  if (!account) co_return to_problem(gone(), &call.request);
  const auto& username = account->username;
  if (const auto wait = context.throttle.begin(username, call.request.remote_address, call.now)) {
    settle_sign_in(context, call, username, SignInOutcome::throttled);
    co_return refuse_sign_in(call, SignInOutcome::throttled, *wait);
  }
  bool wrong = false;
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    auto now = tx.accounts().find(who.actor.account);
    if (!now || now->disabled) return gone();
    auto answer = change(tx, *now);
    wrong = !answer && !answer.error().fields.empty();
    if (answer) tx.accounts().update(*now);
    return answer;
  };
  forget_idempotency_key(call.request);
  auto response = co_await answer_write(context, call, std::move(rule));
  forget_sessions(context, call.actor.account);
  settle_sign_in(context, call, username,
                 response.status < 300 ? SignInOutcome::signed_in
                 : wrong               ? SignInOutcome::wrong
                                       : SignInOutcome::busy);
  co_return response;
}

http::Response with_new_codes(models::Account& account) {
  auto codes = auth::new_recovery_codes();
  account.recovery_codes = std::move(codes.hashes);
  return json_response(200, write_recovery_codes(codes.codes));
}

}  // namespace

Reply enrol_second_factor(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto password = parse_password(call.request.body);
  if (!password) co_return to_problem(password.error(), &call.request);
  const auto account = co_await own_account(context, call);
  if (!account) co_return to_problem(gone(), &call.request);
  std::string given = *password;
  if (auto refused = co_await check_again(context, call, *account, std::move(given), "password"))
    co_return *refused;
  settle_sign_in(context, call, account->username, SignInOutcome::code_needed);
  const auto secret = auth::new_totp_secret();
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    auto now = tx.accounts().find(who.actor.account);
    if (!now || now->disabled) return gone();
    if (now->totp_confirmed)
      return models::conflict(
          "An authenticator is enrolled already: take it off before another is enrolled.");
    now->totp_secret = secret;
    tx.accounts().update(*now);
    return json_response(201, write_enrolment(secret, auth::otpauth_uri(secret, issuer, now->username)));
  };
  forget_idempotency_key(call.request);
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply confirm_second_factor(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto code = parse_code(call.request.body);
  if (!code) co_return to_problem(code.error(), &call.request);
  auto response =
      co_await with_code(context, call, [&](models::Transaction&, models::Account& account) -> Answer {
        if (account.totp_confirmed || account.totp_secret.empty())
          return models::conflict("There is no authenticator to confirm: enrol one first.");
        const auto step = auth::totp_step_of(account.totp_secret, *code, call.now, account.totp_step);
        if (!step) return wrong_code();
        account.totp_confirmed = true;
        account.totp_step = *step;
        return with_new_codes(account);
      });
  co_return response;
}

Reply remove_second_factor(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto proof = parse_proof(call.request.body);
  if (!proof) co_return to_problem(proof.error(), &call.request);
  const auto account = co_await own_account(context, call);
  if (!account) co_return to_problem(gone(), &call.request);
  std::string given = proof->password;
  if (auto refused = co_await check_again(context, call, *account, std::move(given), "password"))
    co_return *refused;
  settle_sign_in(context, call, account->username, SignInOutcome::code_needed);
  auto response =
      co_await with_code(context, call, [&](models::Transaction&, models::Account& now) -> Answer {
        if (!now.totp_confirmed) return models::conflict("No authenticator is enrolled.");
        if (!auth::use_second_factor(now, proof->code, call.now)) return wrong_code();
        now.totp_secret.clear();
        now.totp_confirmed = false;
        now.recovery_codes.clear();
        return http::Response::empty(204);
      });
  co_return response;
}

Reply renew_recovery_codes(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto code = parse_code(call.request.body);
  if (!code) co_return to_problem(code.error(), &call.request);
  auto response =
      co_await with_code(context, call, [&](models::Transaction&, models::Account& account) -> Answer {
        if (!account.totp_confirmed) return models::conflict("No authenticator is enrolled.");
        if (!auth::use_second_factor(account, *code, call.now)) return wrong_code();
        return with_new_codes(account);
      });
  co_return response;
}

}  // namespace api
