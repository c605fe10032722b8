#include "server/api/others.h"

#include <charconv>
#include <string_view>

#include "server/api/endpoint.h"
#include "server/auth/sessions.h"
#include "server/auth/throttle.h"
#include "server/events/hub.h"
#include "server/storage/database.h"

namespace api {
namespace {

constexpr std::string_view ended = "session_ended", changed = "account_changed", wrong = "sign_in_wrong",
                           right = "sign_in_right", counted = "requests";

std::string message_of(std::string_view kind, const std::string& first, const std::string& rest = "") {
  std::string message(kind);
  message.append(" ").append(first);
  if (!rest.empty()) message.append(" ").append(rest);
  return message;
}

/// The text up to the next space, which is taken off.
std::string_view word(std::string_view& text) {
  const auto end = std::min(text.find(' '), text.size());
  const auto first = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return first;
}

void hear_account(Context& context, models::AccountId account) {
  context.sessions.remove_of(account);
  context.hub.end_of(account);
}

}  // namespace

void forget_session(Context& context, const std::string& token_hash) {
  context.sessions.remove(token_hash);
  context.database.tell_others(message_of(ended, token_hash));
}

void forget_sessions(Context& context, models::AccountId account) {
  hear_account(context, account);
  context.database.tell_others(message_of(changed, account.text()));
}

void count_wrong_sign_in(Context& context, const std::string& name, const Call& call) {
  const auto& address = call.request.remote_address;
  context.throttle.failed(name, address, call.now);
  context.database.tell_others(
      message_of(wrong, auth::Throttle::account_key(name), auth::Throttle::address_key(address)));
}

void count_right_sign_in(Context& context, const std::string& name, const Call& call) {
  context.throttle.succeeded(name, call.now);
  context.database.tell_others(message_of(right, auth::Throttle::account_key(name)));
}

RateLimits::Standing count_request(Context& context, const Call& call) {
  const auto& request = call.request;
  auto standing = context.rates->count(context.settings.rates, call.actor, request.remote_address,
                                       request.method, request.route, call.now);
  if (standing.to_tell > 0)
    context.database.tell_others(message_of(counted, std::to_string(standing.to_tell), standing.key));
  return standing;
}

void hear(Context& context, const std::string& message) {
  // Some may have been missed: whatever is remembered of sessions is asked for anew.
  if (message.empty()) return context.sessions.clear();
  std::string_view rest = message;
  const auto kind = word(rest);
  if (kind == ended) {
    context.sessions.remove(std::string(rest));
  } else if (kind == changed) {
    if (const auto account = models::AccountId::parse(rest)) hear_account(context, *account);
  } else if (kind == wrong) {
    const auto account = word(rest);
    context.throttle.heard_failed(std::string(account), std::string(rest), context.clock());
  } else if (kind == right) {
    context.throttle.heard_succeeded(std::string(rest));
  } else if (kind == counted) {
    const auto number = word(rest);
    int requests = 0;
    std::from_chars(number.data(), number.data() + number.size(), requests);
    if (context.rates && requests > 0) context.rates->heard(std::string(rest), requests, context.clock());
  }
}

}  // namespace api
