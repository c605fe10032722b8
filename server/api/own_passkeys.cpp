#include <algorithm>

#include "server/api/codec_passkey.h"
#include "server/api/passkey_handlers.h"
#include "server/api/problem.h"
#include "server/auth/totp.h"
#include "server/passkeys/desk.h"

namespace api {
namespace {

models::Error gone() { return models::not_found("This account is gone."); }
models::Error no_such() { return models::not_found("There is no such passkey."); }

http::Response refused_passkey(const Call& call) {
  return to_problem(403, "passkey_refused", "The passkey was not accepted: try again.", &call.request);
}

http::Response over(const Call& call) {
  return to_problem(409, "passkey_over", "This took too long or was done already: begin anew.",
                    &call.request);
}

std::optional<models::Passkey> find_own(models::Transaction& tx, const Call& call) {
  for (auto& each : tx.passkeys().of_account(call.actor.account))
    if (each.id.text() == call.request.param("id")) return std::move(each);
  return std::nullopt;
}

Answer insert(models::Transaction& tx, const Call& call, models::Passkey passkey) {
  const auto account = tx.accounts().find(call.actor.account);
  if (!account || account->disabled) return gone();
  if (tx.passkeys().of_account(account->id).size() >= passkeys::most_of_account)
    return models::conflict("An account has at most " + std::to_string(passkeys::most_of_account) +
                            " passkeys: remove one first.");
  if (tx.passkeys().find(passkey.credential))
    return models::conflict("This passkey is registered already: choose another device.");
  passkey.account = account->id;
  passkey.created_at = call.now;
  passkey.id = tx.passkeys().insert(passkey);
  auto response = json_response(201, write(passkey));
  response.header("Location", "/api/v1/me/passkeys/" + passkey.id.text());
  return response;
}

Answer remove(models::Transaction& tx, const Call& call) {
  const auto passkey = find_own(tx, call);
  if (!passkey) return no_such();
  tx.passkeys().remove(passkey->id);
  return http::Response::empty(204);
}

// Proved by the password, as for every change of what one signs in with.
Reply remove_by_password(Context& context, Call& call, const std::string& password) {
  const auto account = co_await own_account(context, call);
  if (!account) co_return to_problem(gone(), &call.request);
  std::string given = password;
  if (auto refused = co_await check_again(context, call, *account, std::move(given), "password"))
    co_return *refused;
  settle_sign_in(context, call, account->username, SignInOutcome::code_needed);
  Rule rule = remove;
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply remove_by_passkey(Context& context, Call& call, const passkeys::Assertion& given) {
  if (auto refused = refuse_without_passkeys(context, call)) co_return *refused;
  const auto shown = co_await check_passkey(context, call, given);
  call.entry.reason = shown.fault;
  if (shown.outcome == PasskeyOutcome::over) co_return over(call);
  if (shown.outcome == PasskeyOutcome::throttled)
    co_return refuse_throttled_passkey(call, shown.wait_seconds);
  if (shown.outcome == PasskeyOutcome::wrong) co_return refused_passkey(call);
  if (shown.passkey.account != call.actor.account) {
    settle_passkey(context, call, given, SignInOutcome::wrong);
    call.entry.reason = "the passkey is another account's";
    co_return refused_passkey(call);
  }
  bool used = false;
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    used = use_passkey(tx, shown, who.now);
    if (!used) return models::forbidden("The passkey was used or removed meanwhile: try again.");
    return remove(tx, who);
  };
  forget_idempotency_key(call.request);
  auto response = co_await answer_write(context, call, std::move(rule));
  settle_passkey(context, call, given,
                 response.status < 300 ? SignInOutcome::signed_in
                 : used                ? SignInOutcome::busy
                                       : SignInOutcome::wrong);
  if (response.status < 300) response.add_header("Set-Cookie", end_challenge_cookie(context));
  co_return response;
}

}  // namespace

Reply list_own_passkeys(Context& context, Call& call) {
  const auto offer = context.passkey_desk == nullptr ? passkeys::offer_of("") : context.passkey_desk->offer();
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    return json_response(200, write(tx.passkeys().of_account(who.actor.account), offer));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply begin_passkey(Context& context, Call& call) {
  if (auto refused = refuse_without_passkeys(context, call)) co_return *refused;
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto proof = parse_password_and_code(call.request.body);
  if (!proof) co_return to_problem(proof.error(), &call.request);
  const auto account = co_await own_account(context, call);
  if (!account) co_return to_problem(gone(), &call.request);
  std::string given = proof->password;
  if (auto refused = co_await check_again(context, call, *account, std::move(given), "password"))
    co_return *refused;
  const auto challenge = give_challenge(context, call, account->id);
  bool wrong = false;
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    auto now = tx.accounts().find(who.actor.account);
    if (!now || now->disabled) return gone();
    // A passkey stands for both factors, so whoever has two gives two.
    wrong = now->totp_confirmed && !auth::use_second_factor(*now, proof->code, who.now);
    if (wrong)
      return models::invalid(
          "code", proof->code.empty() ? "required" : "mismatch",
          "is not the code shown now, or was used already: give the one of your authenticator");
    tx.accounts().update(*now);
    return json_response(
        200, write_passkey_making(challenge.text, *context.passkey_desk->offer().party,
                                  context.settings.town.zh, *now, tx.passkeys().of_account(now->id)));
  };
  forget_idempotency_key(call.request);
  auto response = co_await answer_write(context, call, std::move(rule));
  settle_sign_in(context, call, account->username,
                 response.status < 300 ? SignInOutcome::signed_in
                 : wrong               ? SignInOutcome::wrong
                                       : SignInOutcome::busy);
  if (response.status == 200) response.add_header("Set-Cookie", challenge.cookie);
  co_return response;
}

Reply register_passkey(Context& context, Call& call) {
  call.entry.object_kind = "passkey";
  if (auto refused = refuse_without_passkeys(context, call)) co_return *refused;
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto made = parse_new_passkey(call.request.body);
  if (!made) co_return to_problem(made.error(), &call.request);
  const auto challenge = take_challenge(context, call, call.actor.account);
  if (!challenge) co_return over(call);
  auto registered =
      passkeys::check_registration(*context.passkey_desk->offer().party, *challenge, made->registration);
  if (!registered.fault.empty()) {
    call.entry.reason = registered.fault;
    co_return refused_passkey(call);
  }
  registered.passkey.name = made->name;
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    return insert(tx, who, registered.passkey);
  };
  forget_idempotency_key(call.request);
  auto response = co_await answer_write(context, call, std::move(rule));
  if (response.status == 201) response.add_header("Set-Cookie", end_challenge_cookie(context));
  co_return response;
}

Reply rename_passkey(Context& context, Call& call) {
  call.entry.object_kind = "passkey";
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto name = parse_passkey_name(call.request.body);
  if (!name) co_return to_problem(name.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    auto passkey = find_own(tx, who);
    if (!passkey) return no_such();
    passkey->name = *name;
    tx.passkeys().update(*passkey);
    return json_response(200, write(*passkey));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply remove_passkey(Context& context, Call& call) {
  call.entry.object_kind = "passkey";
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto proof = parse_passkey_proof(call.request.body);
  if (!proof) co_return to_problem(proof.error(), &call.request);
  if (proof->passkey) {
    auto response = co_await remove_by_passkey(context, call, *proof->passkey);
    co_return response;
  }
  auto response = co_await remove_by_password(context, call, proof->password);
  co_return response;
}

}  // namespace api
