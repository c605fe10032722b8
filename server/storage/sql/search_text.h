#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace sql {

/// The words of what somebody typed, in lower case as the database's lower() makes it; at most eight, the
/// rest is left out. Words are found with instr(), so no character has a meaning of its own.
inline std::vector<std::string> search_words(std::string_view text) {
  constexpr std::size_t words_most = 8;
  std::vector<std::string> words(1);
  for (const char c : text) {
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      if (words.size() < words_most && !words.back().empty())
        words.emplace_back();
      else if (!words.back().empty())
        break;
    } else {
      words.back() += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

/// A phone without what people write between its digits, as the indexes …_by_number spell it; and the same of
/// a text.
inline std::string digits_of(const std::string& column) {
  return "replace(replace(replace(replace(replace(" + column +
         ", '-', ''), ' ', ''), '(', ''), ')', ''), '+', '')";
}
inline std::string digits_in(std::string_view phone) {
  std::string digits(phone);
  std::erase_if(digits, [](char c) { return std::string_view("- ()+").find(c) != std::string_view::npos; });
  return digits;
}

}  // namespace sql
