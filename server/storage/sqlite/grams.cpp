#include "server/storage/sqlite/grams.h"

#include <sqlite3.h>

namespace sqlite {
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
  to += ' ';
}

void grams_in_sql(sqlite3_context* context, int, sqlite3_value** values) {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_value_text(values[0]));
  const auto size = static_cast<std::size_t>(sqlite3_value_bytes(values[0]));
  try {
    const auto made = grams(bytes == nullptr ? std::string_view() : std::string_view(bytes, size));
    sqlite3_result_text64(context, made.data(), made.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  } catch (...) {
    sqlite3_result_error_nomem(context);
  }
}

}  // namespace

std::string grams(std::string_view text) {
  const auto border = borders(text);
  std::string all;
  all.reserve(text.size() * 12);
  for (const std::size_t characters : {2U, 3U})
    pieces(text, border, characters, [&](std::string_view piece) { append_hex(all, piece); });
  return all;
}

std::optional<std::string> grams_asked(const std::vector<std::string>& words) {
  std::string all;
  for (const auto& word : words) {
    const auto border = borders(word);
    if (border.size() < 3) return std::nullopt;
    // Pieces of three say more than the pieces of two within them.
    std::vector<std::string_view> own;
    pieces(word, border, border.size() == 3 ? 2 : 3, [&](std::string_view piece) { own.push_back(piece); });
    // The end of a long word, a code mostly, says most; all of its beginning would only cost: what is found
    // is looked at anyway.
    for (std::size_t i = 0; i < own.size(); ++i)
      if (own.size() <= most_asked || i + most_asked >= own.size()) append_hex(all, own[i]);
  }
  if (all.empty()) return std::nullopt;
  return all;
}

void define_grams(sqlite3* database) {
  sqlite3_create_function_v2(database, "grams", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS,
                             nullptr, &grams_in_sql, nullptr, nullptr, nullptr);
}

}  // namespace sqlite
