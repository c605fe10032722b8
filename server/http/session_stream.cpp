#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <vector>

#include "server/http/session.h"
#include "server/http/stream.h"

namespace http {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

// A browser sends nothing on an event stream; whoever sends more than this wants something else.
constexpr std::size_t max_unexpected_bytes = 16 * 1024;
constexpr std::size_t frames_per_write = 64;

std::string joined(const std::vector<Frame>& frames) {
  std::string text;
  for (const Frame& frame : frames) text += *frame.text;
  return text;
}

}  // namespace

// Thousands may listen for hours: what the request needed is not kept for them.
void Session::forget_request() {
  Fields().swap(request_.headers);
  Fields().swap(request_.query_parameters);
  Fields().swap(request_.path_parameters);
  std::vector<std::string>().swap(request_.segments);
  std::string().swap(request_.body);
  std::string().swap(head_);
  buffer_.release_if_empty();
}

asio::awaitable<void> Session::send_events(std::shared_ptr<EventStream> stream) {
  phase_ = Phase::streaming;
  forget_request();
  stream_ = std::move(stream);
  stream_timer_ = std::make_unique<asio::steady_timer>(transport_->executor());
  shared_->counters.streams_now.fetch_add(1);
  stream_->attach([weak = weak_from_this(), executor = transport_->executor()] {
    asio::post(executor, [weak] {
      if (const auto self = weak.lock()) self->wake_stream();
    });
  });
  if (stopped_ || shared_->stopping.load()) stream_->close();
  watch_client();
  co_await pump_events(*stream_);
  transport_->cancel();
  if (stream_->overflowed()) shared_->counters.streams_overflowed_total.fetch_add(1);
  stream_->detach();
  stream_.reset();
  stream_timer_.reset();
  shared_->counters.streams_now.fetch_sub(1);
}

// Wakes are posted to the strand, so one that is sent between take() and the wait ends that wait.
asio::awaitable<void> Session::pump_events(EventStream& stream) {
  unsent_ = "retry: " + std::to_string(stream.limits().retry.count()) + "\n\n";
  std::vector<Frame> frames;
  while (!client_gone_) {
    if (!unsent_.empty()) {
      const std::string text = std::move(unsent_);
      unsent_ = {};
      if (!co_await write(text)) co_return;
    }
    if (!stream.take(frames, frames_per_write)) co_return;
    if (!frames.empty()) {
      unsent_ = joined(frames);
      continue;
    }
    std::vector<Frame>().swap(frames);
    stream_timer_->expires_after(stream.limits().heartbeat);
    error_code error;
    stream_waits_ = true;
    co_await stream_timer_->async_wait(asio::redirect_error(asio::use_awaitable, error));
    stream_waits_ = false;
    if (!error && !client_gone_) unsent_ = ":\n\n";
  }
}

// What one system call takes is sent without waking the coroutine and winding its timer again: that is half
// of what a change told to thousands costs. False: the coroutine has to go on, with what is unsent first.
bool Session::send_at_once() {
  std::vector<Frame> frames;
  for (;;) {
    if (!stream_->take(frames, frames_per_write)) return false;
    if (frames.empty()) return true;
    std::string several;
    if (frames.size() > 1) several = joined(frames);
    const std::string_view text = frames.size() > 1 ? several : std::string_view{*frames.front().text};
    error_code error;
    const WriteBuffers buffers{asio::buffer(text), asio::const_buffer{}, asio::const_buffer{}};
    const std::size_t sent = transport_->try_write(buffers, error);
    if (sent == text.size()) continue;
    unsent_ = text.substr(sent);
    return false;
  }
}

void Session::watch_client() {
  transport_->on_readable([self = shared_from_this()](error_code error) {
    if (error || !self->stream_) return;
    std::array<char, 1024> waste{};
    while (true) {
      const std::size_t count = self->transport_->try_read(waste.data(), waste.size(), error);
      if (count == 0 && (error == asio::error::would_block || error == asio::error::try_again)) {
        return self->watch_client();
      }
      self->unexpected_bytes_ += count;
      if (count > 0 && self->unexpected_bytes_ <= max_unexpected_bytes) continue;
      self->client_gone_ = true;
      self->transport_->close();
      return self->wake_stream();
    }
  });
}

void Session::wake_stream() {
  if (!stream_) return;
  // The reader's queue is full and a write is probably stuck in its socket.
  if (stream_->overflowed()) {
    client_gone_ = true;
    transport_->close();
  }
  if (stream_waits_ && !client_gone_ && send_at_once()) return;
  // From here on the coroutine sends, also what comes before it runs.
  stream_waits_ = false;
  stream_timer_->cancel();
}

}  // namespace http
