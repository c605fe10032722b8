#pragma once
// Without RAPIDJSON_SSE2: in version 1.1 that leaves the signs 0x1A to 0x1F as they are, which is no JSON.
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
#include <cstring>
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

/// Whether JSON takes a text as it is: no sign below the space, no quote, no backslash. Eight bytes at a
/// time.
inline bool needs_no_escape(std::string_view text) {
  constexpr std::uint64_t ones = 0x0101010101010101ULL;
  constexpr std::uint64_t tops = 0x8080808080808080ULL;
  const auto has_zero = [](std::uint64_t bytes) { return (bytes - ones) & ~bytes & tops; };
  std::uint64_t found = 0;
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, text.data() + at, 8);
    found |= ((bytes - ones * 0x20) & ~bytes & tops) | has_zero(bytes ^ (ones * '"')) |
             has_zero(bytes ^ (ones * '\\'));
  }
  for (; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    found |= static_cast<std::uint64_t>(byte < 0x20 || byte == '"' || byte == '\\');
  }
  return found == 0;
}

/// The library's writer looks at each sign of a short text, which is most of what an answer consists of.
/// Names in the program, words of enums, numbers of ids and times hold nothing that must be escaped.
class PlainWriter : public rapidjson::Writer<rapidjson::StringBuffer> {
 public:
  using Writer::Writer;
  void plain(std::string_view text) {
    Prefix(rapidjson::kStringType);
    char* at = os_->Push(text.size() + 2);
    *at = '"';
    text.copy(at + 1, text.size());  // an empty text may have no address
    at[text.size() + 1] = '"';
  }
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

  /// Shape   name: as it stands in the program, without anything that must be escaped
  template <std::size_t Size, class T>
  TextWriter& field(const char (&name)[Size], const T& thing) {
    json_.plain({name, Size - 1});
    value(thing);
    return *this;
  }
  /// Of a name that is not known before: anybody's words.
  template <class T>
  TextWriter& field_named(std::string_view name, const T& thing) {
    words(name);
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
      thing ? json_.plain(thing.text()) : null();
    } else if constexpr (std::is_enum_v<T>) {
      json_.plain(models::name(thing));
    } else if constexpr (std::is_same_v<T, bool>) {
      json_.Bool(thing);
    } else if constexpr (std::is_same_v<T, models::Time>) {
      json_.plain(models::to_rfc3339(thing));
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
    if (needs_no_escape(text)) return json_.plain(text);
    json_.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
  }
  void put_fields() {}
  template <class Name, class T, class... More>
  void put_fields(const Name& name, const T& thing, const More&... more) {
    field(name, thing);
    put_fields(more...);
  }

  rapidjson::StringBuffer buffer_;
  PlainWriter json_;
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
