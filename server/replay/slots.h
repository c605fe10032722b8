#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <deque>
#include <memory>

namespace replay {

/// So many at a time; who comes later waits in line. For one thread.
class Slots {
 public:
  Slots(boost::asio::any_io_executor executor, std::size_t count)
      : executor_(std::move(executor)), free_(count) {}
  boost::asio::awaitable<void> take();
  void give_back();

 private:
  boost::asio::any_io_executor executor_;
  std::size_t free_;
  std::deque<std::shared_ptr<boost::asio::steady_timer>> line_;
};

/// Gives a slot back at the end of its scope.
class SlotHolder {
 public:
  explicit SlotHolder(Slots& slots) : slots_(slots) {}
  ~SlotHolder() { slots_.give_back(); }
  SlotHolder(const SlotHolder&) = delete;
  SlotHolder& operator=(const SlotHolder&) = delete;

 private:
  Slots& slots_;
};

}  // namespace replay
