#include "server/api/resumer.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

namespace api {
namespace {

constexpr std::size_t least_at_once = 8;

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

// Half of what is ready; the next thread takes of the other half. A fixed number would bring few back between
// many that newly come in, and those under way would be ever more.
void Resumer::resume_some() {
  std::vector<std::unique_ptr<Waiting>> taken;
  bool more = false;
  {
    const std::lock_guard lock(mutex_);
    const auto count = std::min(ready_.size(), std::max(least_at_once, ready_.size() / 2));
    const auto end = ready_.begin() + static_cast<std::ptrdiff_t>(count);
    taken.assign(std::make_move_iterator(ready_.begin()), std::make_move_iterator(end));
    ready_.erase(ready_.begin(), end);
    more = called_ = !ready_.empty();
  }
  if (more) boost::asio::post(io_context_, [this] { resume_some(); });
  for (const auto& one : taken) one->resume();
}

// Nobody goes on after this: what waits is let go as the io_context lets go of its other work.
void Resumer::shutdown() noexcept {
  std::deque<std::unique_ptr<Waiting>> left;
  const std::lock_guard lock(mutex_);
  left.swap(ready_);
}

}  // namespace api
