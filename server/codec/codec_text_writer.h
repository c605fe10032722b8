#pragma once
// SSE2 belongs to every x86-64; without it strings are looked through byte by byte.
#if defined(__SSE2__)
#define RAPIDJSON_SSE2
#endif
// Its empty stack adds to a null pointer before it compares and grows: harmless, and not ours to be told of.
#if defined(__clang__)
#pragma clang attribute push(__attribute__((no_sanitize("pointer-overflow"))), apply_to = function)
#endif
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#if defined(__clang__)
#pragma clang attribute pop
#endif

#include <cmath>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include "models/ids.h"
#include "models/names.h"
#include "models/place.h"
#include "models/shapes.h"
#include "models/time.h"

namespace codec {

/// A text that is written as null when it is empty.
struct OrNull {
  std::string_view text;
};

/// Writes JSON as it comes, without a tree in between: for the answers that are asked for most.
///
/// Shape   a value of another type is written by `put(TextWriter&, const Type&)` of its namespace
class TextWriter {
 public:
  explicit TextWriter(std::size_t expected_bytes = 4096) : buffer_(nullptr, expected_bytes), json_(buffer_) {}

  std::string text() const { return {buffer_.GetString(), buffer_.GetSize()}; }

  void null() { json_.Null(); }
  void begin_object() { json_.StartObject(); }
  void end_object() { json_.EndObject(); }

  template <class T>
  TextWriter& field(std::string_view name, const T& thing) {
    json_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
    value(thing);
    return *this;
  }

  /// An object of names and values, in turn.
  template <class... Fields>
  void object(const Fields&... fields) {
    begin_object();
    put_fields(fields...);
    end_object();
  }

  template <class Items, class Write>
  void list(const Items& items, const Write& write) {
    json_.StartArray();
    for (const auto& item : items) write(item);
    json_.EndArray();
  }

  /// A value as the API writes it; something that can be called writes it itself.
  template <class T>
  void value(const T& thing) {
    if constexpr (std::is_invocable_v<const T&>) {
      thing();
    } else if constexpr (models::is_optional<T>) {
      thing ? value(*thing) : null();
    } else if constexpr (models::is_id<T>) {
      thing ? words(thing.text()) : null();
    } else if constexpr (std::is_enum_v<T>) {
      words(models::name(thing));
    } else if constexpr (std::is_same_v<T, bool>) {
      json_.Bool(thing);
    } else if constexpr (std::is_same_v<T, models::Time>) {
      words(models::to_rfc3339(thing));
    } else if constexpr (std::is_same_v<T, models::Duration>) {
      json_.Int64(thing.count());
    } else if constexpr (std::is_integral_v<T>) {
      json_.Int64(static_cast<std::int64_t>(thing));
    } else if constexpr (std::is_floating_point_v<T>) {
      std::isfinite(thing) ? json_.Double(thing) : json_.Null();
    } else if constexpr (std::is_same_v<T, OrNull>) {
      thing.text.empty() ? null() : words(thing.text);
    } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
      words(thing);
    } else if constexpr (requires {
                           thing.begin();
                           thing.end();
                         }) {
      list(thing, [this](const auto& item) { value(item); });
    } else {
      put(*this, thing);
    }
  }

 private:
  void words(std::string_view text) {
    json_.String(text.empty() ? "" : text.data(), static_cast<rapidjson::SizeType>(text.size()));
  }
  void put_fields() {}
  template <class T, class... More>
  void put_fields(std::string_view name, const T& thing, const More&... more) {
    field(name, thing);
    put_fields(more...);
  }

  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> json_;
};

inline void put(TextWriter& out, const models::LocalizedText& text) {
  out.object("zh", text.zh, "en", text.en);
}
inline void put(TextWriter& out, const models::Position& position) {
  out.object("latitude", position.latitude, "longitude", position.longitude, "source", position.source);
}

/// One thing as a whole text.
template <class T>
std::string text_of(const T& thing) {
  TextWriter out;
  out.value(thing);
  return out.text();
}

}  // namespace codec
