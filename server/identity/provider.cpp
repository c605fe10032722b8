#include "server/identity/provider.h"

#include <sodium.h>

#include <array>
#include <atomic>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <mutex>

#include "server/auth/tokens.h"
#include "server/delivery/wire.h"
#include "server/http/percent.h"
#include "server/identity/codec_identity.h"
#include "server/identity/urls.h"
#include "server/tracing/context.h"

namespace identity {
namespace {

namespace asio = boost::asio;

constexpr std::string_view discovery_path = "/.well-known/openid-configuration";

std::string base64(std::string_view bytes, int variant) {
  std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), variant);
  text.pop_back();
  return text;
}

std::string challenge_of(const std::string& verifier) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(verifier.data()), verifier.size());
  return base64({reinterpret_cast<const char*>(hash.data()), hash.size()},
                sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

std::string without_slash(std::string text) {
  if (text.ends_with('/')) text.pop_back();
  return text;
}

std::string said(const delivery::Answered& answered) {
  return answered.error.empty() ? "it answers " + std::to_string(answered.status) : answered.error;
}

}  // namespace

std::string wrong_with(const Settings& settings) {
  if (settings.issuer.empty()) return "";
  if (!is_good_url(settings.issuer))
    return "oidc.issuer must be an https address; http only for this machine itself";
  if (settings.client_id.empty()) return "oidc.client_id is needed with oidc.issuer";
  return "";
}

namespace {

/// What is asked of the provider serves many sign-ins, so it is a trace of its own.
std::string new_traceparent() {
  return tracing::to_traceparent(tracing::context_of(std::nullopt, auth::new_request_id()));
}

}  // namespace

struct Provider::State {
  State(Settings given, Limits bounds)
      : settings(std::move(given)),
        limits(bounds),
        begun(bounds.begun),
        pool(static_cast<std::size_t>(bounds.threads)) {}

  delivery::WireLimits wire_limits(const std::string& url) const {
    return {limits.connect_time, limits.whole_time, limits.answer_bytes,
            origin_of(url) == origin_of(settings.issuer)};
  }
  delivery::Answered get(const std::string& url) const {
    delivery::Wire wire(wire_limits(url));
    wire.trace(new_traceparent());
    return wire.get(url);
  }

  // What the provider says of itself, read again once in a while.
  std::optional<Discovery> discover(models::Time now, std::string& why) {
    {
      const std::lock_guard lock(mutex);
      if (discovery && now < discovery_until) return discovery;
    }
    const auto answered = get(without_slash(settings.issuer) + std::string(discovery_path));
    if (answered.status != 200) {
      why = "discovery: " + said(answered);
      return std::nullopt;
    }
    const auto found = parse_discovery(answered.body);
    if (!found || found->issuer != settings.issuer) {
      why = "discovery: not of the form, or of another issuer";
      return std::nullopt;
    }
    for (const auto& url : {found->authorization_endpoint, found->token_endpoint, found->keys})
      if (!is_good_url(url)) {
        why = "discovery: an endpoint is not https";
        return std::nullopt;
      }
    const std::lock_guard lock(mutex);
    discovery = found;
    discovery_until = now + limits.kept;
    return discovery;
  }

  // The keys as they are remembered, or anew: after an unknown one, but not with every token that names one.
  std::optional<std::vector<Key>> keys_of(const Discovery& found, bool anew, models::Time now,
                                          std::string& why) {
    {
      const std::lock_guard lock(mutex);
      const bool fresh = keys && now < keys_until;
      if (fresh && (!anew || now < keys_read + limits.keys_again)) return keys;
    }
    const auto answered = get(found.keys);
    const auto read = answered.status == 200 ? parse_keys(answered.body) : std::nullopt;
    if (!read) {
      why = "keys: " + said(answered);
      return std::nullopt;
    }
    const std::lock_guard lock(mutex);
    keys = read;
    keys_read = now;
    keys_until = now + limits.kept;
    return keys;
  }

  Sent send(const Begun& begun_now, models::Time now) {
    std::string why;
    const auto found = discover(now, why);
    if (!found) return {"", Trouble::unreachable, why};
    return {with_query(found->authorization_endpoint, {{"response_type", "code"},
                                                       {"client_id", settings.client_id},
                                                       {"redirect_uri", begun_now.redirect},
                                                       {"scope", "openid"},
                                                       {"state", begun_now.state},
                                                       {"nonce", begun_now.nonce},
                                                       {"code_challenge", challenge_of(begun_now.verifier)},
                                                       {"code_challenge_method", "S256"}})};
  }

  delivery::Answered ask_for_token(const Discovery& found, const Begun& begun_now, const std::string& code) {
    Parameters form{{"grant_type", "authorization_code"},
                    {"code", code},
                    {"redirect_uri", begun_now.redirect},
                    {"code_verifier", begun_now.verifier}};
    delivery::Wire::Headers headers{{"Content-Type", "application/x-www-form-urlencoded"},
                                    {"Accept", "application/json"}};
    if (settings.client_secret.empty() || found.secret_in_body) {
      form.emplace_back("client_id", settings.client_id);
      if (!settings.client_secret.empty()) form.emplace_back("client_secret", settings.client_secret);
    } else {
      // RFC 6749, 2.3.1: both are form-encoded before they are joined.
      const auto both =
          http::percent_encoded(settings.client_id) + ":" + http::percent_encoded(settings.client_secret);
      headers.emplace_back("Authorization", "Basic " + base64(both, sodium_base64_VARIANT_ORIGINAL));
    }
    delivery::Wire wire(wire_limits(found.token_endpoint));
    wire.trace(new_traceparent());
    return wire.post(found.token_endpoint, headers, write_form(form));
  }

  Redeemed redeem(const Begun& begun_now, const std::string& code, models::Time now) {
    std::string why;
    const auto found = discover(now, why);
    if (!found) return {{}, Trouble::unreachable, why};
    const auto answered = ask_for_token(*found, begun_now, code);
    if (answered.status >= 400 && answered.status < 500)
      return {{}, Trouble::refused, "token: " + said(answered)};
    if (answered.status != 200) return {{}, Trouble::unreachable, "token: " + said(answered)};
    const auto token = parse_token_answer(answered.body);
    if (!token || token->size() > limits.token_bytes)
      return {{}, Trouble::refused, "token: there is no ID token, or it is too large"};
    const Expected expected{settings.issuer, settings.client_id, begun_now.nonce};
    for (const bool anew : {false, true}) {
      const auto known = keys_of(*found, anew, now, why);
      if (!known) return {{}, Trouble::unreachable, why};
      auto checked = check_id_token(*token, *known, expected, now);
      if (checked.identity) return {std::move(checked.identity)};
      why = "ID token: " + checked.fault;
      if (!checked.key_unknown) break;
    }
    return {{}, Trouble::refused, why};
  }

  // Runs `work` on a thread of the pool and goes on where the caller was.
  template <class Answer, class Work>
  asio::awaitable<Answer> on_thread(Work work, Answer busy) {
    if (waiting.fetch_add(1) >= limits.queue) {
      waiting.fetch_sub(1);
      co_return busy;
    }
    auto initiation = [this, work](auto handler) {
      auto executor = asio::get_associated_executor(handler);
      auto guard = std::make_shared<asio::executor_work_guard<decltype(executor)>>(executor);
      auto held = std::make_shared<decltype(handler)>(std::move(handler));
      asio::post(pool, [this, work, executor, guard, held]() mutable {
        Answer answer = work();
        waiting.fetch_sub(1);
        asio::post(executor, [held, answer = std::move(answer)]() mutable {
          auto now = std::move(*held);
          now(std::move(answer));
        });
        held.reset();
        guard->reset();
      });
    };
    Answer answer = co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Answer)>(
        initiation, asio::use_awaitable);
    co_return answer;
  }

  const Settings settings;
  const Limits limits;
  BegunSignIns begun;
  std::atomic<int> waiting{0};
  std::mutex mutex;
  std::optional<Discovery> discovery;
  models::Time discovery_until{};
  std::optional<std::vector<Key>> keys;
  models::Time keys_read{}, keys_until{};
  asio::thread_pool pool;  // last: its threads use all the others
};

Provider::Provider(Settings settings, Limits limits)
    : state_(std::make_unique<State>(std::move(settings), limits)) {}
Provider::~Provider() { stop(); }

const Settings& Provider::settings() const { return state_->settings; }
const Limits& Provider::limits() const { return state_->limits; }
BegunSignIns& Provider::begun() { return state_->begun; }

void Provider::stop() { state_->pool.join(); }

boost::asio::awaitable<Sent> Provider::send(Begun& begun, models::Time now) {
  // The state names the page too: whoever comes back without a cookie is told what is wrong where they began.
  begun.state = begun.page + "." + auth::new_session_token();
  begun.nonce = auth::new_session_token();
  begun.verifier = auth::new_session_token();
  begun.until = now + state_->limits.begun_kept;
  auto work = [state = state_.get(), begun, now] { return state->send(begun, now); };
  Sent busy{"", Trouble::unreachable, "too many sign in at this moment"};
  auto sent = co_await state_->on_thread<Sent>(std::move(work), std::move(busy));
  co_return sent;
}

boost::asio::awaitable<Redeemed> Provider::redeem(Begun begun, std::string code, models::Time now) {
  auto work = [state = state_.get(), begun = std::move(begun), code = std::move(code), now] {
    return state->redeem(begun, code, now);
  };
  Redeemed busy{{}, Trouble::unreachable, "too many sign in at this moment"};
  auto redeemed = co_await state_->on_thread<Redeemed>(std::move(work), std::move(busy));
  co_return redeemed;
}

}  // namespace identity
