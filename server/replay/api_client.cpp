#include "server/replay/api_client.h"

#include <algorithm>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <charconv>
#include <utility>

#include "server/replay/codec_replay.h"

namespace replay {
namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds first_wait{50};
constexpr std::chrono::milliseconds longest_wait{2'000};
constexpr std::chrono::milliseconds longest_asked_wait{60'000};
constexpr std::chrono::milliseconds request_time{30'000};
constexpr std::string_view root = "/api/v1";

bool worth_another_try(int status) {
  return status == 429 || status == 500 || status == 502 || status == 503 || status == 504 || status == 507;
}

// What the server did with it is not known: it may have stored it before it failed.
bool leaves_doubt(int status) { return status == 500 || status == 502 || status == 504; }

http::ClientLimits client_limits(std::size_t connections) {
  http::ClientLimits limits;
  limits.connections = connections;
  limits.request_time = request_time;
  return limits;
}

std::chrono::milliseconds retry_after_of(const http::ClientResponse& response) {
  const auto value = response.header("Retry-After");
  int seconds = 0;
  if (!value || std::from_chars(value->data(), value->data() + value->size(), seconds).ec != std::errc{})
    return {};
  return std::min<std::chrono::milliseconds>(std::chrono::seconds{std::max(seconds, 0)}, longest_asked_wait);
}

}  // namespace

ApiClient::ApiClient(asio::io_context& io_context, const http::Url& url, std::size_t connections,
                     std::chrono::seconds give_up, std::string run, Measures& measures)
    : io_context_(io_context),
      client_(io_context, url.host, url.port, client_limits(connections)),
      slots_(io_context.get_executor(), connections),
      give_up_(give_up),
      run_(std::move(run)),
      measures_(measures) {}

http::ClientRequest ApiClient::request_of(const ApiCall& call, const std::string& key) const {
  http::ClientRequest request(call.method, std::string(root) + call.target);
  request.headers.emplace_back("Accept", "application/json");
  if (call.who != nullptr && !call.who->token.empty())
    request.headers.emplace_back("Authorization", "Bearer " + call.who->token);
  if (call.method != http::Method::get) request.headers.emplace_back("Idempotency-Key", key);
  if (!call.etag.empty()) request.headers.emplace_back("If-Match", call.etag);
  if (!call.body.empty()) request.headers.emplace_back("Content-Type", "application/json");
  request.body = call.body;
  return request;
}

// Nothing when no complete answer came.
asio::awaitable<std::optional<ApiReply>> ApiClient::try_once(const ApiCall& call, std::string key) {
  co_await slots_.take();
  const SlotHolder holder(slots_);
  if (stopped_) throw Unreachable(last_failure_);
  auto request = request_of(call, key);
  const auto started = Clock::now();
  try {
    const http::ClientResponse response = co_await client_.request(std::move(request));
    measures_.add(call.kind, Clock::now() - started);
    ApiReply reply;
    reply.status = response.status;
    reply.body = response.body;
    if (const auto etag = response.header("ETag")) reply.etag = *etag;
    reply.retry_after = retry_after_of(response);
    if (worth_another_try(reply.status))
      last_failure_ = "the last answer was " + std::to_string(reply.status) + " " + problem_of(reply.body);
    co_return reply;
  } catch (const boost::system::system_error& error) {
    last_failure_ = error.code().message();
  }
  co_return std::nullopt;
}

asio::awaitable<ApiReply> ApiClient::send(ApiCall call) {
  const std::string key = run_ + "-" + std::to_string(next_key_++);
  const auto deadline = Clock::now() + give_up_;
  auto wait = first_wait;
  bool unsure = false, signed_in_again = false;
  for (;;) {
    auto reply = co_await try_once(call, key);
    if (reply && reply->status == 401 && call.who != nullptr && !signed_in_again) {
      signed_in_again = true;
      co_await sign_in(*call.who);
      continue;
    }
    const bool full = reply && reply->status == 429 && call.may_be_full;
    if (reply && (full || !worth_another_try(reply->status))) {
      reply->unsure = unsure;
      co_return *std::move(reply);
    }
    unsure = unsure || !reply || leaves_doubt(reply->status);
    if (stopped_ || Clock::now() >= deadline) {
      stopped_ = true;
      throw Unreachable(last_failure_);
    }
    measures_.count_retry();
    const auto time = reply ? std::max(wait, reply->retry_after) : wait;
    co_await pause(time);
    wait = std::min(wait * 2, longest_wait);
  }
}

asio::awaitable<void> ApiClient::sign_in(SignedIn& who) {
  ApiCall call(RequestKind::sign_in, http::Method::post, "/session", nullptr);
  call.body = write_credentials(who.username, who.password);
  const ApiReply reply = co_await send(std::move(call));
  if (!reply.good())
    throw SignInFailed("signing in as " + who.username + " failed: " + std::to_string(reply.status) + " " +
                       problem_of(reply.body));
  who.token = parse_token(reply.body);
}

asio::awaitable<void> ApiClient::choose_password(SignedIn& who, std::string password) {
  ApiCall call(RequestKind::sign_in, http::Method::put, "/me/password", &who);
  call.body = write_password_change(who.password, password);
  const ApiReply reply = co_await send(std::move(call));
  if (!reply.good())
    throw SignInFailed("choosing a password for " + who.username +
                       " failed: " + std::to_string(reply.status) + " " + problem_of(reply.body));
  who.password = std::move(password);
  who.token = parse_token(reply.body);
}

asio::awaitable<void> ApiClient::pause(std::chrono::milliseconds time) {
  asio::steady_timer timer(io_context_, time);
  co_await timer.async_wait(asio::use_awaitable);
}

}  // namespace replay
