#pragma once
#include <charconv>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace sql {

inline constexpr int page_most = 200;

/// The number of rows on a page: what was asked for, within 1 and page_most.
inline int page_size(int limit) { return limit < 1 ? 1 : limit > page_most ? page_most : limit; }

/// Where a page of a list ended: the sort key and the id of its last row.
struct ListPosition {
  std::int64_t key = 0;
  std::int64_t id = 0;
};

inline std::string to_cursor(std::int64_t key, std::int64_t id) {
  return std::to_string(key) + ":" + std::to_string(id);
}

/// Reads a whole text as a number; nothing when it is anything else.
template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number number{};
  const auto* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, number);
  if (result.ec != std::errc{} || result.ptr != end) return std::nullopt;
  return number;
}

/// Reads a cursor back; nothing when it is empty.
///
/// Errors  std::invalid_argument("cursor") when it is none of ours
inline std::optional<ListPosition> parse_cursor(std::string_view cursor) {
  if (cursor.empty()) return std::nullopt;
  const auto colon = cursor.find(':');
  if (colon == std::string_view::npos) throw std::invalid_argument("cursor");
  const auto key = parse_number<std::int64_t>(cursor.substr(0, colon));
  const auto id = parse_number<std::int64_t>(cursor.substr(colon + 1));
  if (!key || !id) throw std::invalid_argument("cursor");
  return ListPosition{*key, *id};
}

}  // namespace sql
