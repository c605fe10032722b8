#include "dispatch/text.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "dispatch/masking.h"

namespace dispatch {
namespace {

constexpr std::string_view ideographic_space = "\xE3\x80\x80";
constexpr int widest_utc_offset_seconds = 14 * 3600;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f'; }

struct Decoded {
  char32_t character = 0;
  std::size_t bytes = 0;  ///< 0: not UTF-8
};

Decoded decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return {first, 1};
  std::size_t length = 0;
  char32_t character = 0, smallest = 0;
  if (first >= 0xC2 && first <= 0xDF) {
    length = 2, character = first & 0x1Fu, smallest = 0x80;
  } else if (first >= 0xE0 && first <= 0xEF) {
    length = 3, character = first & 0x0Fu, smallest = 0x800;
  } else if (first >= 0xF0 && first <= 0xF4) {
    length = 4, character = first & 0x07u, smallest = 0x10000;
  } else {
    return {};
  }
  if (text.size() < length) return {};
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0u) != 0x80) return {};
    character = (character << 6) | (byte(i) & 0x3Fu);
  }
  const bool surrogate = character >= 0xD800 && character <= 0xDFFF;
  if (character < smallest || character > 0x10FFFF || surrogate) return {};
  return {character, length};
}

bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0); }

bool has_control(std::string_view text, Lines lines) {
  while (!text.empty()) {
    const auto [character, bytes] = decode(text);
    const bool welcome = lines == Lines::many && (character == '\n' || character == '\t');
    if (is_control(character) && !welcome) return true;
    text.remove_prefix(bytes);
  }
  return false;
}

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}  // namespace

std::string trimmed(std::string_view text) {
  for (bool again = true; again;) {
    again = false;
    if (!text.empty() && is_space(text.front())) text.remove_prefix(1), again = true;
    if (!text.empty() && is_space(text.back())) text.remove_suffix(1), again = true;
    if (text.starts_with(ideographic_space)) text.remove_prefix(ideographic_space.size()), again = true;
    if (text.ends_with(ideographic_space)) text.remove_suffix(ideographic_space.size()), again = true;
  }
  return std::string(text);
}

std::optional<std::size_t> count_characters(std::string_view text) {
  std::size_t count = 0;
  for (; !text.empty(); ++count) {
    const auto decoded = decode(text);
    if (decoded.bytes == 0) return std::nullopt;
    text.remove_prefix(decoded.bytes);
  }
  return count;
}

void Fields::add(std::string field, std::string code, std::string detail) {
  wrong_.push_back({std::move(field), std::move(code), std::move(detail)});
}

void Fields::required(const std::string& field, const std::string& value) {
  if (trimmed(value).empty()) add(field, "required", "fill in " + field);
}

void Fields::text(const std::string& field, const std::string& value, std::size_t longest, Lines lines) {
  const auto characters = count_characters(value);
  if (!characters)
    add(field, "bad_format", field + " must be valid UTF-8");
  else if (*characters > longest)
    add(field, "too_long", field + " may have at most " + std::to_string(longest) + " characters");
  else if (has_control(value, lines))
    add(field, "bad_format", field + " must not contain control characters");
  else if (holds_identity_number(value))
    add(field, "personal", "leave the identity card number out of " + field + ": nobody here needs it");
}

void Fields::required_text(const std::string& field, const std::string& value, std::size_t longest,
                           Lines lines) {
  required(field, value);
  text(field, value, longest, lines);
}

void Fields::code(const std::string& field, const std::string& value) {
  if (value.empty()) return add(field, "required", "fill in " + field);
  if (value.size() > longest_code)
    return add(field, "too_long",
               field + " may have at most " + std::to_string(longest_code) + " characters");
  const bool good = is_alphanumeric(value.front()) && std::all_of(value.begin(), value.end(), [](char c) {
                      return is_alphanumeric(c) || c == '-' || c == '_' || c == '.';
                    });
  if (!good)
    add(field, "bad_format", field + " is made of letters, digits, - _ and ., a letter or digit first");
}

void Fields::phone(const std::string& field, const std::string& value) {
  if (value.empty()) return;
  if (value.size() > longest_phone)
    return add(field, "too_long",
               field + " may have at most " + std::to_string(longest_phone) + " characters");
  constexpr std::string_view signs = "+-() ";
  constexpr auto fewest_digits = 5;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const bool known = std::all_of(value.begin(), value.end(), [&](char c) {
    return is_digit(c) || signs.find(c) != std::string_view::npos;
  });
  if (!known || std::count_if(value.begin(), value.end(), is_digit) < fewest_digits)
    add(field, "bad_format", field + " must have at least 5 digits and otherwise only + - ( ) and spaces");
}

void Fields::position(const std::string& field, const std::optional<models::Position>& position) {
  if (!position) return;
  // Written so that what is not a number fails too.
  if (!(std::abs(position->latitude) <= 90))
    add(field + ".latitude", "out_of_range", "latitude is between -90 and 90 degrees");
  if (!(std::abs(position->longitude) <= 180))
    add(field + ".longitude", "out_of_range", "longitude is between -180 and 180 degrees");
  text(field + ".source", position->source, longest_code);
}

void Fields::names(const std::string& field, const models::LocalizedText& name) {
  required_text(field + ".zh", name.zh, longest_name);
  required_text(field + ".en", name.en, longest_name);
}

void Fields::spans(const std::string& field, const std::vector<models::WorkingSpan>& spans) {
  constexpr std::size_t most_spans = 70;
  if (spans.size() > most_spans) return add(field, "too_long", field + " may have at most 70 spans");
  for (std::size_t i = 0; i < spans.size(); ++i) {
    const auto& span = spans[i];
    const std::string here = field + "[" + std::to_string(i) + "]";
    if (span.weekday < 1 || span.weekday > 7)
      add(here + ".weekday", "out_of_range", "weekday is 1 (Monday) to 7 (Sunday)");
    if (span.from_minute < 0 || span.from_minute >= span.to_minute || span.to_minute > 1440)
      add(here, "out_of_range", "a span begins before it ends, within one day of 0 to 1440 minutes");
  }
}

void Fields::utc_offset(const std::string& field, int seconds) {
  if (seconds < -widest_utc_offset_seconds || seconds > widest_utc_offset_seconds)
    add(field, "out_of_range", field + " is at most 14 hours either way");
}

models::Error Fields::error() const {
  models::Error error{models::ErrorCode::invalid, "", wrong_, {}};
  if (wrong_.size() == 1) {
    error.detail = wrong_.front().detail;
  } else {
    error.detail = std::to_string(wrong_.size()) + " fields are wrong:";
    for (const auto& field : wrong_) error.detail += " " + field.field;
  }
  return error;
}

}  // namespace dispatch
