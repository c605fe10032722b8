#include "server/http/stream.h"

#include <algorithm>

namespace http {

Frame make_frame(std::uint64_t id, std::string_view event, std::string_view data) {
  std::string text;
  text.reserve(data.size() + event.size() + 48);
  if (id != 0) {
    text += "id: ";
    text += std::to_string(id);
    text += '\n';
  }
  if (!event.empty()) {
    text += "event: ";
    for (const char c : event) {
      if (c != '\n' && c != '\r' && c != '\0') text += c;
    }
    text += '\n';
  }
  text += "data: ";
  for (std::size_t i = 0; i < data.size(); ++i) {
    if (data[i] == '\r' && i + 1 < data.size() && data[i + 1] == '\n') continue;
    if (data[i] == '\n' || data[i] == '\r') {
      text += "\ndata: ";
    } else {
      text += data[i];
    }
  }
  text += "\n\n";
  Frame frame;
  frame.id = id;
  frame.text = std::make_shared<const std::string>(std::move(text));
  return frame;
}

EventStream::EventStream(StreamLimits limits) : limits_(limits) {}
EventStream::~EventStream() = default;

bool EventStream::push(std::uint64_t id, std::string_view event, std::string_view data) {
  return push(make_frame(id, event, data));
}

bool EventStream::push(const Frame& frame) {
  std::unique_lock lock{mutex_};
  if (!open_) return false;
  if (frame.id != 0) {
    if (frame.id <= last_id_) return true;
    last_id_ = frame.id;
  }
  const std::size_t counted = queue_.size() - taken_ - primed_frames_;
  if (counted >= limits_.queue_frames || queued_bytes_ + frame.text->size() > limits_.queue_bytes) {
    overflowed_ = true;
    drop_queue();
    finish(lock);
    return false;
  }
  queue_.push_back(frame);
  queued_bytes_ += frame.text->size();
  if (woken_ || !wake_) return true;
  woken_ = true;
  const std::function<void()> wake = wake_;
  lock.unlock();
  wake();
  return true;
}

void EventStream::drop_queue() {
  std::vector<Frame>().swap(queue_);
  taken_ = 0;
}

void EventStream::drop_taken() {
  queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(taken_));
  taken_ = 0;
}

void EventStream::prime(std::vector<Frame> past) {
  const std::lock_guard lock{mutex_};
  if (!open_ || past.empty()) return;
  std::uint64_t last_past = 0;
  for (const Frame& frame : past) last_past = std::max(last_past, frame.id);
  drop_taken();
  // What arrived live while the past was being read may be part of the past as well.
  std::erase_if(queue_, [&](const Frame& frame) {
    const bool repeated = frame.id != 0 && frame.id <= last_past;
    if (repeated) queued_bytes_ -= frame.text->size();
    return repeated;
  });
  last_id_ = std::max(last_id_, last_past);
  primed_frames_ += past.size();
  queue_.insert(queue_.begin(), past.begin(), past.end());
}

void EventStream::close() {
  std::unique_lock lock{mutex_};
  finish(lock);
}

// The callbacks run without the lock: they belong to the hub, which has a lock of its own and calls
// push() under it.
void EventStream::finish(std::unique_lock<std::mutex>& lock) {
  if (!open_) return;
  open_ = false;
  const std::function<void()> wake = wake_;
  std::vector<std::function<void()>> callbacks = std::move(on_end_);
  on_end_.clear();
  lock.unlock();
  if (wake) wake();
  for (const auto& callback : callbacks) callback();
}

bool EventStream::is_open() const {
  const std::lock_guard lock{mutex_};
  return open_;
}

bool EventStream::overflowed() const {
  const std::lock_guard lock{mutex_};
  return overflowed_;
}

void EventStream::on_end(std::function<void()> callback) {
  {
    const std::lock_guard lock{mutex_};
    if (open_) {
      on_end_.push_back(std::move(callback));
      return;
    }
  }
  callback();
}

void EventStream::attach(std::function<void()> wake) {
  const std::lock_guard lock{mutex_};
  wake_ = std::move(wake);
}

bool EventStream::take(std::vector<Frame>& frames, std::size_t max_frames) {
  const std::lock_guard lock{mutex_};
  woken_ = false;
  frames.clear();
  while (taken_ < queue_.size() && frames.size() < max_frames) {
    Frame& next = queue_[taken_++];
    if (primed_frames_ > 0) {
      --primed_frames_;
    } else {
      queued_bytes_ -= next.text->size();
    }
    frames.push_back(std::move(next));
  }
  if (taken_ == queue_.size()) {
    drop_queue();
  } else if (taken_ > queue_.size() / 2) {
    drop_taken();
  }
  return open_ || !frames.empty();
}

void EventStream::detach() {
  std::unique_lock lock{mutex_};
  wake_ = nullptr;
  drop_queue();
  primed_frames_ = 0;
  queued_bytes_ = 0;
  finish(lock);
}

}  // namespace http
