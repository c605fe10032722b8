#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

namespace http {

/// The bytes of a connection not yet understood; holds no memory while it is empty and released.
class ReadBuffer {
 public:
  explicit ReadBuffer(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  std::string_view view() const { return {data_.get() + begin_, end_ - begin_}; }
  bool empty() const { return begin_ == end_; }
  std::size_t size() const { return end_ - begin_; }
  char* tail() { return data_.get() + end_; }
  std::size_t room() const { return capacity_ - end_; }

  /// Makes room for at least one more byte; false if the buffer is as large as it may be.
  bool make_room() {
    if (room() > 0) return true;
    if (begin_ > 0) {
      std::memmove(data_.get(), data_.get() + begin_, size());
      end_ -= begin_;
      begin_ = 0;
      return true;
    }
    if (capacity_ >= max_bytes_) return false;
    const std::size_t grown = std::min(max_bytes_, std::max<std::size_t>(capacity_ * 2, 4096));
    auto larger = std::make_unique_for_overwrite<char[]>(grown);
    if (end_ > 0) std::memcpy(larger.get(), data_.get(), end_);
    data_ = std::move(larger);
    capacity_ = grown;
    return true;
  }
  void commit(std::size_t size) { end_ += size; }
  void consume(std::size_t size) {
    begin_ += size;
    if (begin_ == end_) begin_ = end_ = 0;
  }
  void release_if_empty() {
    if (!empty()) return;
    data_.reset();
    capacity_ = 0;
  }

 private:
  const std::size_t max_bytes_;
  std::unique_ptr<char[]> data_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace http
