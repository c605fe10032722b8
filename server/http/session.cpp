#include "server/http/session.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>

#include "server/http/chunked.h"
#include "server/http/response_head.h"
#include "server/http/stream.h"

namespace http {

namespace asio = boost::asio;
using boost::system::error_code;
using std::chrono::steady_clock;

Session::Session(std::shared_ptr<Shared> shared, std::unique_ptr<Transport> transport, std::string address)
    : shared_(std::move(shared)),
      transport_(std::move(transport)),
      address_(std::move(address)),
      buffer_(shared_->limits.header_bytes) {}

Session::~Session() {
  if (stream_) stream_->detach();
  shared_->release_body(reserved_body_bytes_);
  if (admission_ == Admission::dropped) return;
  if (admission_ == Admission::admitted) shared_->counters.connections_now.fetch_sub(1);
  shared_->registry.leave(position_, address_, admission_);
}

void Session::start() {
  const auto entry = shared_->registry.enter(*this, address_, shared_->limits, position_);
  admission_ = entry.admission;
  if (entry.given_up) entry.given_up->post_give_up();
  if (admission_ == Admission::admitted) {
    shared_->counters.connections_now.fetch_add(1);
    shared_->counters.connections_total.fetch_add(1);
  } else {
    shared_->counters.connections_refused_total.fetch_add(1);
  }
  if (admission_ == Admission::dropped) return;
  // What ends a session early is its own affair; only failures of the server itself get this far.
  const auto report = [shared = shared_, address = address_](const std::exception_ptr& failure) {
    if (!failure) return;
    Request unknown;
    unknown.remote_address = address;
    try {
      std::rethrow_exception(failure);
    } catch (const std::exception& error) {
      shared->hooks.on_failure(unknown, error.what());
    }
  };
  asio::co_spawn(transport_->executor(), run(shared_from_this()), report);
}

asio::awaitable<void> Session::run(std::shared_ptr<Session> self) {
  if (self->admission_ == Admission::refused) {
    self->begin_request();
    self->refuse(503, "There are too many connections.");
    co_await self->answer();
  } else {
    co_await self->serve();
  }
  if (self->sent_something_ && !self->client_gone_) co_await self->linger();
  self->disarm();
  self->transport_->close();
}

asio::awaitable<void> Session::serve() {
  std::size_t pipelined = 0;
  while (keep_alive_ && !stopped_) {
    pipelined = buffer_.empty() ? 0 : pipelined + 1;
    if (pipelined >= shared_->limits.pipelined_requests) {
      pipelined = 0;
      co_await asio::post(transport_->executor(), asio::use_awaitable);
    }
    may_be_given_up_.store(true, std::memory_order_relaxed);
    bool to_answer = co_await read_head();
    may_be_given_up_.store(false, std::memory_order_relaxed);
    if (to_answer && !refusal_) to_answer = co_await read_body();
    if (!to_answer) co_return;
    co_await answer();
  }
}

void Session::begin_request() {
  request_ = Request{};
  request_.remote_address = address_;
  request_.request_id = make_request_id();
  scanner_.reset();
  framing_ = Framing{};
  refusal_.reset();
  shared_->release_body(reserved_body_bytes_);
  reserved_body_bytes_ = 0;
}

// After a refusal the two sides may disagree about where this message ends, so nothing more is read.
void Session::refuse(int status, std::string_view detail) {
  keep_alive_ = false;
  refused_ = true;
  refusal_ = shared_->hooks.error_body(status, detail, &request_);
  if (status == 503) {
    refusal_->header("Retry-After", std::to_string(shared_->limits.retry_after.count()));
    shared_->counters.requests_refused_total.fetch_add(1);
  } else if (status != 408) {
    shared_->counters.requests_malformed_total.fetch_add(1);
  }
}

asio::awaitable<bool> Session::read_head() {
  begin_request();
  const bool waiting = buffer_.empty();
  phase_ = waiting ? Phase::idle : Phase::head;
  arm(waiting && !first_request_ ? shared_->limits.idle_time : shared_->limits.header_time);
  bool wait_first = waiting;
  if (waiting) buffer_.release_if_empty();
  while (true) {
    if (!buffer_.empty() && judge_head(scanner_.scan(buffer_.view()))) co_return true;
    Read read = Read::data;
    if (wait_first) {
      // Waiting before reading keeps an idle connection free of a buffer.
      error_code error;
      co_await transport_->wait_readable(error);
      if (error) read = timed_out_ ? Read::timeout : Read::gone;
      wait_first = false;
    }
    if (read == Read::data) read = co_await fill_buffer();
    if (read != Read::data) {
      if (phase_ == Phase::idle) co_return false;
      co_return stop_reading(read, "The head took too long.");
    }
    if (phase_ == Phase::idle) {
      phase_ = Phase::head;
      if (!first_request_) arm(shared_->limits.header_time);
    }
  }
}

// True when the head is settled: complete and parsed, or refused.
bool Session::judge_head(HeadScanner::State state) {
  switch (state) {
    case HeadScanner::State::complete:
      break;
    case HeadScanner::State::bare_line_feed:
      refuse(400, "Lines must end in CR LF.");
      return true;
    case HeadScanner::State::not_http:
      refuse(400, "This is not an HTTP request.");
      return true;
    case HeadScanner::State::incomplete:
      if (buffer_.size() < shared_->limits.header_bytes) return false;
      refuse(scanner_.has_request_line() ? 431 : 414, "The head of the request is too large.");
      return true;
  }
  first_request_ = false;
  framing_ = parse_head(buffer_.view().substr(0, scanner_.length()), shared_->limits, request_);
  buffer_.consume(scanner_.length());
  shared_->counters.requests_total.fetch_add(1, std::memory_order_relaxed);
  keep_alive_ = framing_.keep_alive;
  if (framing_.error != 0) refuse(framing_.error, framing_.error_detail);
  return true;
}

// True if there is still someone to be told why.
bool Session::stop_reading(Read read, std::string_view detail) {
  keep_alive_ = false;
  if (read != Read::timeout) return false;
  refuse(408, detail);
  return true;
}

asio::awaitable<bool> Session::read_body() {
  if (!framing_.chunked && framing_.content_length == 0) co_return true;
  const Limits& limits = shared_->limits;
  std::size_t limit = limits.body_bytes;
  if (limits.body_limit) limit = limits.body_limit(request_.method, request_.path).value_or(limit);
  if (framing_.content_length > limit) {
    refuse(413, "The body may have up to " + std::to_string(limit) + " bytes.");
    co_return true;
  }
  phase_ = Phase::body;
  started_ = steady_clock::now();
  arm_at(started_ + limits.body_time);
  if (framing_.expect_continue && buffer_.empty()) {
    if (!co_await write("HTTP/1.1 100 Continue\r\n\r\n")) co_return false;
    phase_ = Phase::body;
    arm_at(started_ + limits.body_time);
  }
  if (framing_.chunked) co_return co_await read_chunked_body(limit);
  co_return co_await read_counted_body();
}

// The budget grows with what has come, so a large photo on a slow line gets through and a sender of
// single bytes does not.
asio::awaitable<bool> Session::read_counted_body() {
  const auto length = static_cast<std::size_t>(framing_.content_length);
  std::string& body = request_.body;
  std::size_t have = std::min(length, buffer_.size());
  constexpr std::size_t first_piece = 64 * 1024, large_body = 1024 * 1024;
  if (!grow_body(std::min(length, std::max(have, first_piece)))) co_return true;
  body.resize(reserved_body_bytes_);
  buffer_.view().copy(body.data(), have);
  buffer_.consume(have);
  while (have < length) {
    if (have == body.size()) {
      if (!grow_body(std::min(length, body.size() * 2))) co_return true;
      // Memory is held as it fills; of a large body that does arrive no old copy stands beside the new one.
      if (have >= large_body) body.reserve(length);
      body.resize(reserved_body_bytes_);
    }
    std::size_t count = 0;
    const Read read = co_await read_some(body.data() + have, body.size() - have, count);
    if (read != Read::data) co_return stop_reading(read, "The body took too long.");
    have += count;
    arm_at(started_ + shared_->limits.body_time +
           std::chrono::seconds{have / shared_->limits.body_bytes_per_second});
  }
  co_return true;
}

asio::awaitable<bool> Session::read_chunked_body(std::size_t limit) {
  ChunkDecoder decoder{limit, shared_->limits.chunk_overhead_bytes};
  std::string& body = request_.body;
  while (true) {
    std::string_view input = buffer_.view();
    if (!grow_body(body.size() + input.size())) co_return true;
    const std::size_t offered = input.size();
    const ChunkDecoder::State state = decoder.feed(input, body);
    buffer_.consume(offered - input.size());
    if (state == ChunkDecoder::State::done) co_return true;
    if (state == ChunkDecoder::State::malformed) {
      refuse(400, "The chunked body is malformed.");
      co_return true;
    }
    if (state == ChunkDecoder::State::too_large) {
      refuse(413, "The body may have up to " + std::to_string(limit) + " bytes.");
      co_return true;
    }
    const Read read = co_await fill_buffer();
    if (read != Read::data) co_return stop_reading(read, "The body took too long.");
    arm_at(started_ + shared_->limits.body_time +
           std::chrono::seconds{body.size() / shared_->limits.body_bytes_per_second});
  }
}

bool Session::grow_body(std::size_t bytes) {
  if (bytes <= reserved_body_bytes_) return true;
  if (!shared_->reserve_body(bytes - reserved_body_bytes_)) {
    refuse(503, "The server is receiving too much at once.");
    return false;
  }
  reserved_body_bytes_ = bytes;
  return true;
}

asio::awaitable<Session::Read> Session::fill_buffer() {
  std::size_t count = 0;
  if (!buffer_.make_room()) co_return Read::gone;
  const Read read = co_await read_some(buffer_.tail(), buffer_.room(), count);
  buffer_.commit(count);
  co_return read;
}

asio::awaitable<Session::Read> Session::read_some(char* data, std::size_t size, std::size_t& count) {
  while (true) {
    error_code error;
    count = transport_->try_read(data, size, error);
    if (count > 0) co_return Read::data;
    if (error != asio::error::would_block && error != asio::error::try_again) co_return Read::gone;
    co_await transport_->wait_readable(error);
    if (timed_out_) co_return Read::timeout;
    if (error) co_return Read::gone;
  }
}

void Session::arm(std::chrono::nanoseconds budget) { arm_at(steady_clock::now() + budget); }

void Session::arm_at(steady_clock::time_point when) {
  timed_out_ = false;
  deadline_.store(when.time_since_epoch().count(), std::memory_order_relaxed);
}

// A request that came meanwhile is answered; the connection ends after it.
void Session::post_give_up() {
  asio::post(transport_->executor(), [self = shared_from_this()] {
    self->keep_alive_ = false;
    if (self->phase_ != Phase::idle && self->phase_ != Phase::head) return;
    self->stopped_ = true;
    self->client_gone_ = true;
    self->transport_->close();
  });
}

void Session::post_expire() {
  asio::post(transport_->executor(), [self = shared_from_this()] { self->expire(); });
}

void Session::post_stop() {
  asio::post(transport_->executor(), [self = shared_from_this()] { self->stop(); });
}

void Session::post_abort() {
  asio::post(transport_->executor(), [self = shared_from_this()] {
    self->stopped_ = true;
    self->client_gone_ = true;
    self->transport_->close();
    self->wake_stream();
  });
}

void Session::expire() {
  if (steady_clock::now().time_since_epoch().count() < deadline()) return;  // it was moved meanwhile
  disarm();
  timed_out_ = true;
  if (phase_ == Phase::head || phase_ == Phase::body) {
    shared_->counters.timeouts_total.fetch_add(1);
    transport_->cancel();
    return;
  }
  if (phase_ == Phase::writing || phase_ == Phase::streaming) shared_->counters.timeouts_total.fetch_add(1);
  client_gone_ = true;
  transport_->close();
}

void Session::stop() {
  stopped_ = true;
  const bool stuck = phase_ == Phase::streaming && write_blocked_;
  if (phase_ == Phase::idle || phase_ == Phase::lingering || stuck) {
    client_gone_ = true;
    transport_->close();
  }
  if (stream_) stream_->close();
}

}  // namespace http
