#pragma once
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

#include "models/facility.h"
#include "models/ids.h"
#include "models/names.h"
#include "models/place.h"
#include "models/shapes.h"
#include "models/time.h"

/// How our types become columns and come back. A sink (Statement, Values) takes null, integer, real, text and
/// blob, each for the next column; a source (Statement) gives them in the same order.
namespace sql {

/// A text that names a row elsewhere: NULL when empty, so that the foreign key lets it be.
struct Reference {
  std::string_view text;
};

/// Bytes, not text.
struct Blob {
  std::string_view bytes;
};

using models::is_id;
using models::is_optional;

/// Writes a value into the next column, or columns.
template <class Sink, class T>
void put(Sink& sink, const T& value) {
  if constexpr (std::is_same_v<T, std::optional<models::Position>>) {
    put(sink, value ? std::optional(value->latitude) : std::nullopt);
    put(sink, value ? std::optional(value->longitude) : std::nullopt);
    put(sink, value ? std::optional(value->source) : std::nullopt);
  } else if constexpr (is_optional<T>) {
    value ? put(sink, *value) : sink.put_null();
  } else if constexpr (is_id<T>) {
    value ? sink.integer(value.value) : sink.put_null();
  } else if constexpr (std::is_enum_v<T>) {
    sink.text(models::name(value));
  } else if constexpr (std::is_floating_point_v<T>) {
    sink.real(value);
  } else if constexpr (std::is_integral_v<T>) {
    sink.integer(static_cast<std::int64_t>(value));
  } else if constexpr (std::is_same_v<T, models::Time>) {
    sink.integer(models::to_unix(value));
  } else if constexpr (std::is_same_v<T, models::Duration>) {
    sink.integer(value.count());
  } else if constexpr (std::is_same_v<T, Reference>) {
    value.text.empty() ? sink.put_null() : sink.text(value.text);
  } else if constexpr (std::is_same_v<T, Blob>) {
    sink.blob(value.bytes);
  } else if constexpr (std::is_same_v<T, models::LocalizedText>) {
    sink.text(value.zh);
    sink.text(value.en);
  } else if constexpr (std::is_same_v<T, models::Place>) {
    put(sink, Reference{value.village_code});
    sink.text(value.address);
    put(sink, value.position);
  } else if constexpr (std::is_same_v<T, models::Duties>) {
    for (const auto* text : {&value.owner, &value.keeper, &value.duty, &value.manner, &value.funds})
      sink.text(*text);
  } else {
    sink.text(std::string_view(value));
  }
}

/// Reads the next column, or columns; NULL is an empty text, no thing, or an empty optional.
template <class Source, class T>
void take(Source& source, T& value) {
  if constexpr (std::is_same_v<T, std::optional<models::Position>>) {
    std::optional<double> latitude, longitude;
    std::string from;
    take(source, latitude);
    take(source, longitude);
    take(source, from);
    value.reset();
    if (latitude && longitude) value = models::Position{*latitude, *longitude, std::move(from)};
  } else if constexpr (is_optional<T>) {
    if (source.next_is_null()) {
      source.skip();
      value.reset();
    } else {
      take(source, value.emplace());
    }
  } else if constexpr (is_id<T>) {
    value.value = source.integer();
  } else if constexpr (std::is_enum_v<T>) {
    const auto text = source.text();
    const auto parsed = models::parse<T>(text);
    if (!parsed) throw std::runtime_error("the database holds an unknown word: " + std::string(text));
    value = *parsed;
  } else if constexpr (std::is_same_v<T, bool>) {
    value = source.integer() != 0;
  } else if constexpr (std::is_floating_point_v<T>) {
    value = source.real();
  } else if constexpr (std::is_integral_v<T>) {
    value = static_cast<T>(source.integer());
  } else if constexpr (std::is_same_v<T, models::Time>) {
    value = models::from_unix(source.integer());
  } else if constexpr (std::is_same_v<T, models::Duration>) {
    value = models::Duration{source.integer()};
  } else if constexpr (std::is_same_v<T, models::LocalizedText>) {
    value.zh = source.text();
    value.en = source.text();
  } else if constexpr (std::is_same_v<T, models::Place>) {
    value.village_code = source.text();
    value.address = source.text();
    take(source, value.position);
  } else if constexpr (std::is_same_v<T, models::Duties>) {
    for (auto* text : {&value.owner, &value.keeper, &value.duty, &value.manner, &value.funds})
      *text = source.text();
  } else {
    value = source.text();
  }
}

}  // namespace sql
