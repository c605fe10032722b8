#include "dispatch/accounts.h"

#include "dispatch/permissions.h"
#include "server/api/codec_account.h"
#include "server/api/handlers.h"
#include "server/api/list_queries.h"
#include "server/api/problem.h"
#include "server/api/sign_in.h"
#include "server/auth/passwords.h"
#include "server/auth/sessions.h"
#include "server/auth/tokens.h"

namespace api {
namespace {

constexpr std::size_t longest_query = 100;

models::AccountId id_of(const http::Request& request) {
  return models::AccountId::parse(request.param("id")).value_or(models::AccountId{});
}

std::optional<http::Response> refuse_stranger(const Call& call) {
  if (auto allowed = dispatch::require(call.actor, dispatch::Permission::account_manage); !allowed)
    return to_problem(allowed.error(), &call.request);
  return std::nullopt;
}

// One change of somebody's account, after which nothing that was remembered of them counts.
template <class Change>
Reply change(Context& context, Call& call, Change rule_of) {
  const auto id = id_of(call.request);
  Rule rule = [&, id](models::Transaction& tx, const Call& who) -> Answer { return rule_of(tx, who, id); };
  auto response = co_await answer_write(context, call, std::move(rule));
  forget_sessions(context, id);
  co_return response;
}

Answer answer_with(const models::Result<models::Account>& account) {
  if (!account) return account.error();
  return json_response(200, write(*account));
}

}  // namespace

models::Result<models::AccountQuery> account_query(const http::Request& request) {
  models::AccountQuery query;
  query.text = request.query("q").value_or("");
  if (query.text.size() > longest_query)
    return models::invalid("q", "too_long", "q must have at most 100 bytes.");
  if (const auto page = read_page(request, query); !page) return page.error();
  return query;
}

Reply list_accounts(Context& context, Call& call) {
  const auto query = account_query(call.request);
  if (!query) co_return to_problem(query.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    if (auto allowed = dispatch::require(who.actor, dispatch::Permission::account_manage); !allowed)
      return allowed.error();
    return json_response(200, write(tx.accounts().search(*query)));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply get_account(Context& context, Call& call) {
  Rule rule = [](models::Transaction& tx, const Call& who) -> Answer {
    if (auto allowed = dispatch::require(who.actor, dispatch::Permission::account_manage); !allowed)
      return allowed.error();
    const auto account = tx.accounts().find(id_of(who.request));
    if (!account) return models::not_found("There is no such account.");
    return json_response(200, write(*account));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply create_account(Context& context, Call& call) {
  if (auto refused = refuse_stranger(call)) co_return *refused;
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  auto input = parse_new_account(call.request.body);
  if (!input) co_return to_problem(input.error(), &call.request);
  const bool made_here = input->password.empty();
  const std::string given = made_here ? auth::new_one_time_password() : input->password;
  if (auto good =
          dispatch::check_password(context.settings.sign_in.password, input->account, given, "password");
      !made_here && !good)
    co_return to_problem(good.error(), &call.request);
  std::string password = given;
  const auto hash = co_await context.passwords.hash(std::move(password));
  if (hash.empty()) co_return refuse_sign_in(call, SignInOutcome::busy);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    auto account = input->account;
    account.password_hash = hash;
    account.must_change_password = true;
    const auto made = dispatch::create_account(tx, who.actor, std::move(account), who.now);
    if (!made) return made.error();
    auto response = json_response(201, made_here ? write_with_password(*made, given) : write(*made));
    response.header("Location", "/api/v1/accounts/" + made->id.text());
    return response;
  };
  forget_idempotency_key(call.request);
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply save_account(Context& context, Call& call) {
  if (auto refused = refuse_stranger(call)) co_return *refused;
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto input = parse_account_change(call.request.body);
  if (!input) co_return to_problem(input.error(), &call.request);
  auto response =
      co_await change(context, call, [&](models::Transaction& tx, const Call& who, models::AccountId id) {
        return answer_with(dispatch::change_account(tx, who.actor, id, *input));
      });
  co_return response;
}

Reply reset_password(Context& context, Call& call) {
  if (auto refused = refuse_stranger(call)) co_return *refused;
  const auto given = auth::new_one_time_password();
  std::string password = given;
  const auto hash = co_await context.passwords.hash(std::move(password));
  if (hash.empty()) co_return refuse_sign_in(call, SignInOutcome::busy);
  forget_idempotency_key(call.request);
  auto response = co_await change(
      context, call, [&](models::Transaction& tx, const Call& who, models::AccountId id) -> Answer {
        const auto account = dispatch::reset_password(tx, who.actor, id, hash, who.now);
        if (!account) return account.error();
        return json_response(200, write_with_password(*account, given));
      });
  co_return response;
}

Reply end_account_sessions(Context& context, Call& call) {
  auto response =
      co_await change(context, call, [](models::Transaction& tx, const Call& who, models::AccountId id) {
        return answer_with(dispatch::end_sessions(tx, who.actor, id));
      });
  co_return response;
}

Reply forget_second_factor(Context& context, Call& call) {
  auto response =
      co_await change(context, call, [](models::Transaction& tx, const Call& who, models::AccountId id) {
        return answer_with(dispatch::forget_second_factor(tx, who.actor, id));
      });
  co_return response;
}

}  // namespace api
