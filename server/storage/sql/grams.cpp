#include "server/storage/sql/grams.h"

namespace sql {
namespace {

constexpr std::size_t most_asked = 5;  // pieces of one word

/// Where each character begins, and the end.
std::vector<std::size_t> borders(std::string_view text) {
  std::vector<std::size_t> all;
  for (std::size_t at = 0; at < text.size(); ++at)
    if ((static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U) all.push_back(at);
  all.push_back(text.size());
  return all;
}

/// The pieces of so many characters.
template <class Take>
void pieces(std::string_view text, const std::vector<std::size_t>& border, std::size_t characters,
            const Take& take) {
  for (std::size_t i = 0; i + characters < border.size(); ++i)
    take(text.substr(border[i], border[i + characters] - border[i]));
}

void append_hex(std::string& to, std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  for (const char byte : bytes) {
    to += digits[static_cast<unsigned char>(byte) >> 4U];
    to += digits[static_cast<unsigned char>(byte) & 15U];
  }
}

}  // namespace

std::string grams(std::string_view text) {
  const auto border = borders(text);
  std::string all;
  all.reserve(text.size() * 12);
  for (const std::size_t characters : {2U, 3U})
    pieces(text, border, characters, [&](std::string_view piece) {
      append_hex(all, piece);
      all += ' ';
    });
  return all;
}

std::optional<std::vector<std::string>> grams_asked(const std::vector<std::string>& words) {
  std::vector<std::string> all;
  for (const auto& word : words) {
    const auto border = borders(word);
    if (border.size() < 3) return std::nullopt;
    // Pieces of three say more than the pieces of two within them.
    std::vector<std::string_view> own;
    pieces(word, border, border.size() == 3 ? 2 : 3, [&](std::string_view piece) { own.push_back(piece); });
    // The end of a long word, a code mostly, says most; all of its beginning would only cost: what is found
    // is looked at anyway.
    for (std::size_t i = 0; i < own.size(); ++i)
      if (own.size() <= most_asked || i + most_asked >= own.size()) append_hex(all.emplace_back(), own[i]);
  }
  if (all.empty()) return std::nullopt;
  return all;
}

}  // namespace sql
