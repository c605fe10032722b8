#include "server/replay/slots.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace replay {
namespace asio = boost::asio;

asio::awaitable<void> Slots::take() {
  if (free_ > 0) {
    --free_;
    co_return;
  }
  auto turn = std::make_shared<asio::steady_timer>(executor_, asio::steady_timer::time_point::max());
  line_.push_back(turn);
  boost::system::error_code cancelled;
  auto token = asio::redirect_error(asio::use_awaitable, cancelled);
  co_await turn->async_wait(token);
}

// A waiting one gets the slot itself, so that nobody who comes just now overtakes it.
void Slots::give_back() {
  if (line_.empty()) {
    ++free_;
    return;
  }
  const auto next = std::move(line_.front());
  line_.pop_front();
  next->cancel();
}

}  // namespace replay
