#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>

#include "models/names.h"
#include "server/api/identity_handlers.h"
#include "server/api/problem.h"
#include "server/api/refusals.h"
#include "server/api/sign_in.h"
#include "server/auth/sessions.h"
#include "server/auth/throttle.h"
#include "server/auth/tokens.h"
#include "server/auth/totp.h"
#include "server/identity/provider.h"
#include "server/identity/urls.h"

namespace api {
namespace {

constexpr std::array<std::string_view, 3> pages{"operator", "crew", "supervisor"};
constexpr std::size_t longest_code = 2048;

std::string_view begun_cookie(const Context& context) {
  return context.settings.secure_cookies ? "__Host-lamplighter_sign_in" : "lamplighter_sign_in";
}

// Lax: the browser comes back from another site, where a strict cookie would stay behind.
void set_begun(const Context& context, http::Response& response, const std::string& secret,
               std::chrono::seconds kept) {
  std::string cookie(begun_cookie(context));
  cookie.append("=").append(secret).append("; Path=/; HttpOnly; SameSite=Lax; Max-Age=");
  cookie.append(std::to_string(kept.count()));
  if (context.settings.secure_cookies) cookie.append("; Secure");
  response.add_header("Set-Cookie", cookie);
}

std::string secret_of(const Context& context, const http::Request& request) {
  return std::string(request.cookie(begun_cookie(context)).value_or(""));
}

std::string page_of(std::string_view name) {
  return std::find(pages.begin(), pages.end(), name) == pages.end() ? "operator" : std::string(name);
}

http::Response lead_to(std::string_view location) {
  auto response = http::Response::empty(303);
  response.header("Location", location);
  response.header("Cache-Control", "no-store");
  return response;
}

// Back to the page, which says in words what came of it.
http::Response back(const std::string& page, std::string_view word, std::string_view subject = "") {
  identity::Parameters parameters{{"sign_in", word}};
  if (!subject.empty()) parameters.emplace_back("subject", subject);
  return lead_to(identity::with_query("/" + page + "/", parameters));
}

std::string redirect_of(const Context& context, const http::Request& request) {
  auto address = context.provider->settings().public_address;
  if (address.empty())
    address = (context.settings.secure_cookies ? "https://" : "http://") +
              std::string(request.header("Host").value_or(""));
  if (address.ends_with('/')) address.pop_back();
  return address + "/api/v1/identity/callback";
}

models::Error no_provider() { return models::not_found("No identity provider is set up here."); }

std::string name_of(const Context& context) {
  const auto& settings = context.provider->settings();
  return settings.name.empty() ? settings.issuer : settings.name;
}

// A sign-in that was refused has its row although the browser is led on.
boost::asio::awaitable<void> record(Context& context, Call& call, std::string reason) {
  auto entry = call.entry;
  entry.kind = models::AuditKind::sign_in_failed;
  entry.status = 403;
  entry.reason = std::move(reason);
  co_await record_refusal(context, entry);
}

void name_account(Call& call, const models::Account& account) {
  call.entry.account = account.id;
  call.entry.role = models::name(account.role);
  call.entry.name = account.display_name;
}

models::Error no_longer() {
  return {models::ErrorCode::unauthenticated, "This sign-in is over: begin anew."};
}

struct Arrived {
  models::AccountId account;
  bool multi_factor = false;
  std::string code{};  ///< of the authenticator, where the provider asked for one factor only
};

// The session of who came from the provider, exactly as after a password.
boost::asio::awaitable<http::Response> sign_in(Context& context, Call& call, const Arrived& arrived,
                                               bool& wrong) {
  const auto old = token_of(context, call.request);
  call.entry.kind = models::AuditKind::sign_in;
  call.entry.reason = "signed in with " + name_of(context);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    auto now = tx.accounts().find(arrived.account);
    if (!now || now->disabled || now->oidc_issuer != context.provider->settings().issuer) return no_longer();
    wrong =
        now->totp_confirmed && !arrived.multi_factor && !auth::use_second_factor(*now, arrived.code, who.now);
    if (wrong)
      return models::Error{models::ErrorCode::unauthenticated,
                           "The code is wrong or was used already: wait for the next one."};
    now->last_seen_at = who.now;
    tx.accounts().update(*now);
    // A session that was there before ends: a planted one must not become a signed-in one.
    if (!old.empty()) tx.sessions().remove(auth::hash_token(old));
    models::Session how;
    how.by_identity = true;
    how.multi_factor = arrived.multi_factor;
    return start_session(context, tx, who, *now, 201, how);
  };
  forget_idempotency_key(call.request);
  auto response = co_await answer_write(context, call, std::move(rule));
  if (!old.empty()) forget_session(context, auth::hash_token(old));
  if (response.status == 201) set_begun(context, response, "", std::chrono::seconds{0});
  co_return response;
}

boost::asio::awaitable<std::optional<models::Account>> account_of(Context& context,
                                                                  const identity::Identity& who) {
  std::optional<models::Account> account;
  std::function<void(models::Transaction&)> find = [&](models::Transaction& tx) {
    account = tx.accounts().find_by_identity(who.issuer, who.subject);
  };
  co_await run_read(context, std::move(find));
  co_return account;
}

// Who the provider says it is: is there an account, and is anything still to be proved?
boost::asio::awaitable<http::Response> arrive(Context& context, Call& call, const std::string& page,
                                              const identity::Identity& who) {
  const auto account = co_await account_of(context, who);
  if (!account || account->disabled) {
    std::string reason =
        (account ? "the account is disabled: " : "no account has the identity ") + who.subject;
    if (account) name_account(call, *account);
    co_await record(context, call, std::move(reason));
    co_return back(page, account ? "disabled" : "unlinked", account ? "" : who.subject);
  }
  name_account(call, *account);
  if (account->totp_confirmed && !who.multi_factor) {
    const auto kept = context.provider->limits().code_kept;
    identity::Begun begun;
    begun.page = page;
    begun.account = account->id;
    begun.until = call.now + kept;
    auto response = back(page, "code");
    set_begun(context, response, context.provider->begun().add(std::move(begun), call.now), kept);
    co_return response;
  }
  bool wrong = false;
  const Arrived arrived{account->id, who.multi_factor};
  auto response = co_await sign_in(context, call, arrived, wrong);
  if (response.status != 201) co_return back(page, "unreachable");
  auto onward = lead_to("/" + page + "/");
  for (const auto& [name, value] : response.headers)
    if (http::same_name(name, "Set-Cookie")) onward.add_header(name, value);
  co_return onward;
}

}  // namespace

Reply begin_identity_sign_in(Context& context, Call& call) {
  if (context.provider == nullptr) co_return to_problem(no_provider(), &call.request);
  const auto page = call.request.query("page").value_or("");
  if (std::find(pages.begin(), pages.end(), page) == pages.end())
    co_return to_problem(models::invalid("page", "unknown", "must be one of operator, crew, supervisor"),
                         &call.request);
  identity::Begun begun;
  begun.page = page;
  begun.redirect = redirect_of(context, call.request);
  const auto sent = co_await context.provider->send(begun, call.now);
  if (sent.trouble != identity::Trouble::none) {
    spdlog::warn("identity provider: {}", sent.why);
    co_return back(begun.page, "unreachable");
  }
  auto response = lead_to(sent.url);
  set_begun(context, response, context.provider->begun().add(std::move(begun), call.now),
            context.provider->limits().begun_kept);
  co_return response;
}

Reply finish_identity_sign_in(Context& context, Call& call) {
  if (context.provider == nullptr) co_return to_problem(no_provider(), &call.request);
  const auto& request = call.request;
  const auto state = std::string(request.query("state").value_or(""));
  const auto page = page_of(std::string_view(state).substr(0, state.find('.')));
  const auto begun = context.provider->begun().take(secret_of(context, request), call.now);
  if (!begun || begun->state.empty() || begun->state != state) {
    co_await record(context, call, "the sign-in was not begun in this browser, has expired or was used");
    co_return back(page, "expired");
  }
  if (request.query("error")) {
    co_await record(context, call, "the identity provider says no");
    co_return back(page, "denied");
  }
  const auto issuer = request.query("iss");
  const auto code = std::string(request.query("code").value_or(""));
  if (code.empty() || code.size() > longest_code ||
      (issuer && *issuer != context.provider->settings().issuer)) {
    co_await record(context, call, "the answer is not the identity provider's");
    co_return back(page, "invalid");
  }
  identity::Begun mine = *begun;
  std::string given = code;
  const auto redeemed = co_await context.provider->redeem(std::move(mine), std::move(given), call.now);
  if (!redeemed.identity) {
    spdlog::warn("identity provider: {}", redeemed.why);
    const bool refused = redeemed.trouble == identity::Trouble::refused;
    if (refused) co_await record(context, call, redeemed.why);
    co_return back(page, refused ? "invalid" : "unreachable");
  }
  auto response = co_await arrive(context, call, page, *redeemed.identity);
  co_return response;
}

Reply give_identity_code(Context& context, Call& call) {
  call.entry.kind = models::AuditKind::sign_in;
  if (context.provider == nullptr) co_return to_problem(no_provider(), &call.request);
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  if (!from_own_origin(call.request))
    co_return to_problem(models::forbidden("Sign in from the pages of this server."), &call.request);
  const auto code = parse_code(call.request.body);
  if (!code) co_return to_problem(code.error(), &call.request);
  const auto secret = secret_of(context, call.request);
  const auto begun = context.provider->begun().find(secret, call.now);
  if (!begun || !begun->account) co_return to_problem(401, "sign_in_over", no_longer().detail, &call.request);
  std::optional<models::Account> account;
  std::function<void(models::Transaction&)> find = [&](models::Transaction& tx) {
    account = tx.accounts().find(begun->account);
  };
  co_await run_read(context, std::move(find));
  if (!account) co_return to_problem(401, "sign_in_over", no_longer().detail, &call.request);
  name_account(call, *account);
  const auto& username = account->username;
  if (const auto wait = context.throttle.begin(username, call.request.remote_address, call.now)) {
    settle_sign_in(context, call, username, SignInOutcome::throttled);
    co_return refuse_sign_in(call, SignInOutcome::throttled, *wait);
  }
  bool wrong = false;
  const Arrived arrived{account->id, false, *code};
  auto response = co_await sign_in(context, call, arrived, wrong);
  const bool good = response.status == 201;
  settle_sign_in(context, call, username,
                 good    ? SignInOutcome::signed_in
                 : wrong ? SignInOutcome::wrong
                         : SignInOutcome::busy);
  if (good) context.provider->begun().take(secret, call.now);
  co_return response;
}

}  // namespace api
