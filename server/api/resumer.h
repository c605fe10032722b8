#pragma once
#include <boost/asio/execution_context.hpp>
#include <boost/asio/io_context.hpp>
#include <deque>
#include <memory>
#include <mutex>

namespace api {

/// A coroutine that waits for another thread.
class Waiting {
 public:
  virtual ~Waiting() = default;
  /// Goes on, on the coroutine's own executor; on a thread of its io_context.
  virtual void resume() = 0;
};

/// Brings coroutines back to the threads that answer. What becomes ready at about the same time, as the
/// changes of one commit do, wakes one thread once instead of each waking one (decision 80).
class Resumer : public boost::asio::execution_context::service {
 public:
  static boost::asio::execution_context::id id;

  /// Shape   context: an io_context
  explicit Resumer(boost::asio::execution_context& context);

  /// From any thread.
  void add(std::unique_ptr<Waiting> waiting);

 private:
  void shutdown() noexcept override;
  void resume_some();

  boost::asio::io_context& io_context_;
  std::mutex mutex_;
  std::deque<std::unique_ptr<Waiting>> ready_;
  bool called_ = false;
};

}  // namespace api
