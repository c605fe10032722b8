#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace models {

/// A thing that is large and seldom looked at: kept as the text it is stored as until somebody looks. Used
/// like an optional.
///
/// Shape   copies share what was read. Looking keeps what was read, so one thread at a time, as with a
/// change. Errors  of looking: what the reader throws when the text is not what was written
template <class T>
class Deferred {
 public:
  using Read = T (*)(std::string_view text);

  Deferred() = default;
  Deferred(T value)
      : value_(std::make_shared<const T>(std::move(value))) {}  // NOLINT(google-explicit-constructor)
  Deferred(std::string_view text, Read read)
      : text_(std::make_shared<const std::string>(text)), read_(read) {}

  explicit operator bool() const { return value_ || text_; }
  const T& operator*() const { return value(); }
  const T* operator->() const { return &value(); }
  void reset() { *this = Deferred(); }
  /// To change it in place.
  T& change() {
    auto own = std::make_shared<T>(*this ? value() : T{});
    text_.reset();
    auto& changed = *own;
    value_ = std::move(own);
    return changed;
  }
  /// The text it is stored as, when nobody made another since; nothing: it has to be written.
  std::optional<std::string_view> stored() const {
    return text_ ? std::optional<std::string_view>(*text_) : std::nullopt;
  }

 private:
  const T& value() const {
    if (!value_) value_ = std::make_shared<const T>(read_(*text_));
    return *value_;
  }

  std::shared_ptr<const std::string> text_;
  Read read_ = nullptr;
  mutable std::shared_ptr<const T> value_;
};

}  // namespace models
