#include <algorithm>
#include <array>
#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>

#include "server/http/response_head.h"
#include "server/http/session.h"
#include "server/http/stream.h"

namespace http {

namespace asio = boost::asio;
using boost::system::error_code;
using std::chrono::steady_clock;

namespace {

// Counts itself down also when the coroutine is destroyed in the middle of a wait.
class Gauge {
 public:
  explicit Gauge(std::atomic<std::uint64_t>& value) : value_(value), before_(value.fetch_add(1)) {}
  ~Gauge() { value_.fetch_sub(1); }
  Gauge(const Gauge&) = delete;
  Gauge& operator=(const Gauge&) = delete;
  std::uint64_t before() const { return before_; }

 private:
  std::atomic<std::uint64_t>& value_;
  const std::uint64_t before_;
};

/// One request more of a client, for as long as it is answered.
class Share {
 public:
  Share(ClientShares& shares, std::string client) : shares_(shares), client_(std::move(client)) {
    shares_.enter(client_);
  }
  ~Share() { shares_.leave(client_); }
  Share(const Share&) = delete;
  Share& operator=(const Share&) = delete;

 private:
  ClientShares& shares_;
  const std::string client_;
};

/// Whether there is room for this request beside those under way: for what comes first a little longer, for
/// one client no more than its share once it matters.
bool has_room(const Shared& shared, const Request& request, const std::string& client,
              std::uint64_t under_way) {
  const auto& limits = shared.limits;
  if (shared.hooks.comes_first && shared.hooks.comes_first(request))
    return under_way < limits.in_flight_requests + limits.in_flight_kept_free;
  if (under_way >= limits.in_flight_requests) return false;
  const bool scarce = under_way * 2 >= limits.in_flight_requests;
  return !scarce || limits.in_flight_per_client == 0 ||
         shared.shares.of(client) < limits.in_flight_per_client;
}

bool has_no_body(int status) { return status == 204 || status == 304 || status < 200; }

HeadOptions frame_body(const Response& response, bool http_1_0, std::string_view body) {
  HeadOptions options;
  options.http_1_0 = http_1_0;
  options.content_length = body.size();
  if (has_no_body(response.status)) {
    options.framing = BodyFraming::none;
  } else if (response.stream) {
    options.framing = BodyFraming::until_close;
  } else if (response.producer) {
    const std::optional<std::uint64_t> length = response.producer->content_length();
    options.framing = length     ? BodyFraming::length
                      : http_1_0 ? BodyFraming::until_close
                                 : BodyFraming::chunked;
    options.content_length = length.value_or(0);
  }
  return options;
}

}  // namespace

asio::awaitable<void> Session::answer() {
  phase_ = Phase::handling;
  disarm();
  if (refusal_) {
    Response response = std::move(*refusal_);
    co_await send(response);
    co_return;
  }
  Response response = co_await call_handler();
  co_await send(response);
}

asio::awaitable<Response> Session::call_handler() {
  const steady_clock::time_point begun = steady_clock::now();
  Response response;
  std::optional<std::string> failure;
  {
    const Gauge in_flight{shared_->counters.in_flight_now};
    const auto& client_of = shared_->hooks.client_of;
    auto client = client_of ? client_of(request_) : request_.remote_address;
    if (!has_room(*shared_, request_, client, in_flight.before())) {
      shared_->counters.requests_refused_total.fetch_add(1);
      response = shared_->hooks.error_body(503, "The server is busy; try again shortly.", &request_);
      response.header("Retry-After", std::to_string(shared_->limits.retry_after.count()));
      co_return response;
    }
    const Share share{shared_->shares, std::move(client)};
    try {
      response = co_await shared_->handler(request_);
    } catch (const std::exception& error) {
      failure = error.what();
    } catch (...) {
      failure = "unknown exception";
    }
  }
  if (failure) {
    shared_->counters.failures_total.fetch_add(1);
    shared_->hooks.on_failure(request_, *failure);
    response = shared_->hooks.error_body(500, "The server could not answer; the failure has been logged.",
                                         &request_);
  }
  if (shared_->hooks.on_exchange) {
    const Exchange exchange{request_, response.status, steady_clock::now() - begun};
    shared_->hooks.on_exchange(exchange);
  }
  co_return response;
}

asio::awaitable<void> Session::send(Response& response) {
  if (shared_->hooks.decorate) shared_->hooks.decorate(response, request_);
  std::string_view body = response.body;
  if (response.shared_body) body = *response.shared_body;
  HeadOptions options = frame_body(response, framing_.http_1_0, body);
  const bool bare = options.framing == BodyFraming::none || request_.method == Method::head;
  if (response.close || shared_->stopping.load(std::memory_order_relaxed)) keep_alive_ = false;
  if (options.framing == BodyFraming::until_close) keep_alive_ = false;
  options.keep_alive = keep_alive_;
  if (!write_head(response, request_.request_id, options, head_)) {
    shared_->counters.failures_total.fetch_add(1);
    shared_->hooks.on_failure(request_, "a response header holds a control character");
    if (response.stream) response.stream->close();
    response = shared_->hooks.error_body(500, "The server could not answer.", &request_);
    body = response.body;
    options = frame_body(response, framing_.http_1_0, body);
    options.keep_alive = keep_alive_;
    if (!write_head(response, request_.request_id, options, head_)) co_return;
  }
  if (bare) body = {};
  const bool piecewise = response.stream || response.producer;
  const bool written = co_await write(head_, piecewise ? std::string_view{} : body);
  if (response.stream && (bare || !written)) response.stream->detach();
  if (!written || bare || !piecewise) co_return;
  if (response.stream) {
    Fields().swap(response.headers);
    co_await send_events(response.stream);
  } else {
    co_await send_pieces(*response.producer, options.framing == BodyFraming::chunked);
  }
}

asio::awaitable<void> Session::send_pieces(BodyProducer& producer, bool chunked) {
  std::optional<std::string> failure;
  std::string piece;
  try {
    while (true) {
      piece.clear();
      disarm();
      if (!co_await producer.next(piece)) break;
      if (piece.empty()) continue;
      std::array<char, 20> size{};
      char* end = std::to_chars(size.data(), size.data() + 16, piece.size(), 16).ptr;
      *end++ = '\r';
      *end++ = '\n';
      const std::string_view size_line{size.data(), static_cast<std::size_t>(end - size.data())};
      bool written = false;
      if (chunked) {
        written = co_await write(size_line, piece, "\r\n");
      } else {
        written = co_await write(piece);
      }
      if (!written) co_return;
    }
  } catch (const std::exception& error) {
    failure = error.what();
  }
  if (failure) {
    // The status has gone out; a body cut short is the only way left to say that it is not whole.
    shared_->counters.failures_total.fetch_add(1);
    shared_->hooks.on_failure(request_, *failure);
    keep_alive_ = false;
    client_gone_ = true;
    co_return;
  }
  if (chunked) co_await write("0\r\n\r\n");
}

asio::awaitable<bool> Session::write(std::string_view first, std::string_view second,
                                     std::string_view third) {
  std::array<std::string_view, 3> parts{first, second, third};
  const std::size_t total = first.size() + second.size() + third.size();
  const Phase phase = phase_ == Phase::streaming ? Phase::streaming : Phase::writing;
  phase_ = phase;
  sent_something_ = true;
  bool armed = false;
  for (std::size_t written = 0; written < total;) {
    const WriteBuffers buffers{asio::buffer(parts[0]), asio::buffer(parts[1]), asio::buffer(parts[2])};
    error_code error;
    std::size_t count = transport_->try_write(buffers, error);
    written += count;
    for (std::string_view& part : parts) {
      const std::size_t used = std::min(part.size(), count);
      part.remove_prefix(used);
      count -= used;
    }
    if (!error) continue;
    if (error == asio::error::would_block || error == asio::error::try_again) {
      if (!armed)
        arm(shared_->limits.write_time +
            std::chrono::seconds{total / shared_->limits.write_bytes_per_second});
      armed = true;
      write_blocked_ = true;
      error.clear();
      co_await transport_->wait_writable(error);
      write_blocked_ = false;
    }
    if (error) {
      keep_alive_ = false;
      client_gone_ = true;
      co_return false;
    }
  }
  if (armed) disarm();
  co_return true;
}

// A close while the client's bytes are unread would reset the connection and could take the answer
// with it; so the sending side is closed first and what still comes is thrown away for a moment.
asio::awaitable<void> Session::linger() {
  phase_ = Phase::lingering;
  if (shared_->stopping.load() && !refused_) co_return;
  arm(shared_->limits.linger_time);
  transport_->shut_down_sending();
  std::array<char, 4096> waste{};
  std::size_t wasted = 0;
  while (wasted < shared_->limits.linger_bytes) {
    std::size_t count = 0;
    if (co_await read_some(waste.data(), waste.size(), count) != Read::data) co_return;
    wasted += count;
  }
}

}  // namespace http
