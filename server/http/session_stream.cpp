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

}  // namespace

asio::awaitable<void> Session::send_events(std::shared_ptr<EventStream> stream) {
  phase_ = Phase::streaming;
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
  const std::string opening = "retry: " + std::to_string(stream.limits().retry.count()) + "\n\n";
  if (!co_await write(opening)) co_return;
  std::vector<Frame> frames;
  std::string joined;
  while (!client_gone_ && stream.take(frames, frames_per_write)) {
    if (!frames.empty()) {
      joined.clear();
      for (const Frame& frame : frames) joined += *frame.text;
      const std::string_view text = frames.size() == 1 ? std::string_view{*frames.front().text} : joined;
      if (!co_await write(text)) co_return;
      continue;
    }
    frames.shrink_to_fit();
    stream_timer_->expires_after(stream.limits().heartbeat);
    error_code error;
    co_await stream_timer_->async_wait(asio::redirect_error(asio::use_awaitable, error));
    if (error || client_gone_) continue;
    const bool written = co_await write(":\n\n");
    if (!written) co_return;
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
  stream_timer_->cancel();
}

}  // namespace http
