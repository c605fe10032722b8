#include "server/api/resumer.h"

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <cstddef>
#include <utility>

namespace api {
namespace {

constexpr std::size_t at_once = 8;  // by one thread; the next takes what is behind them

}  // namespace

boost::asio::execution_context::id Resumer::id;

Resumer::Resumer(boost::asio::execution_context& context)
    : service(context), io_context_(static_cast<boost::asio::io_context&>(context)) {}

void Resumer::add(std::unique_ptr<Waiting> waiting) {
  {
    const std::lock_guard lock(mutex_);
    ready_.push_back(std::move(waiting));
    if (std::exchange(called_, true)) return;
  }
  boost::asio::post(io_context_, [this] { resume_some(); });
}

void Resumer::resume_some() {
  std::array<std::unique_ptr<Waiting>, at_once> taken;
  std::size_t count = 0;
  bool more = false;
  {
    const std::lock_guard lock(mutex_);
    count = std::min(at_once, ready_.size());
    for (std::size_t i = 0; i < count; ++i) {
      taken[i] = std::move(ready_.front());
      ready_.pop_front();
    }
    more = called_ = !ready_.empty();
  }
  if (more) boost::asio::post(io_context_, [this] { resume_some(); });
  for (std::size_t i = 0; i < count; ++i) taken[i]->resume();
}

// Nobody goes on after this: what waits is let go as the io_context lets go of its other work.
void Resumer::shutdown() noexcept {
  std::deque<std::unique_ptr<Waiting>> left;
  const std::lock_guard lock(mutex_);
  left.swap(ready_);
}

}  // namespace api
