#include "server/mqtt/inbox.h"

#include <utility>

namespace mqtt {
namespace {

std::string device_of(const std::string& topic) {
  const auto kind_end = topic.find('/');
  return kind_end == std::string::npos ? topic : topic.substr(0, topic.find('/', kind_end + 1));
}

}  // namespace

void Inbox::put(Message message) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    auto device = device_of(message.topic);
    const auto found = of_device_.find(device);
    const auto of_it = found == of_device_.end() ? 0 : found->second.size();
    if (of_it >= most_of_device_ || (count_ >= most_ && of_it > 0)) {
      found->second.pop_front();
      found->second.push_back(std::move(message));
      ++dropped_;
      return;
    }
    if (count_ >= most_) {
      ++dropped_;
      return;
    }
    of_device_[device].push_back(std::move(message));
    if (of_it == 0) turns_.push_back(std::move(device));
    ++count_;
  }
  came_.notify_one();
}

std::vector<Message> Inbox::take(std::size_t most, std::chrono::milliseconds wait) {
  std::vector<Message> taken;
  std::unique_lock lock(mutex_);
  came_.wait_for(lock, wait, [this] { return closed_ || count_ > 0; });
  while (!closed_ && taken.size() < most && !turns_.empty()) {
    auto device = std::move(turns_.front());
    turns_.pop_front();
    const auto of_it = of_device_.find(device);
    taken.push_back(std::move(of_it->second.front()));
    of_it->second.pop_front();
    --count_;
    if (of_it->second.empty())
      of_device_.erase(of_it);
    else
      turns_.push_back(std::move(device));
  }
  return taken;
}

void Inbox::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  came_.notify_all();
}

std::size_t Inbox::waiting() const {
  const std::lock_guard lock(mutex_);
  return count_;
}

std::uint64_t Inbox::dropped() const {
  const std::lock_guard lock(mutex_);
  return dropped_;
}

}  // namespace mqtt
