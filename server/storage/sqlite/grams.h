#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;

/// Texts are found by pieces of any two or three characters that stand beside each other
/// (docs/decisions/0064): what is typed may stand in the middle of a word, and Chinese has no spaces between
/// them.
namespace sqlite {

/// All pieces of a text, for the full-text index: of two and of three characters, each as the hex of its
/// bytes.
std::string grams(std::string_view text);

/// What the index is asked for words: rows that hold all pieces of each, so more than those that hold the
/// words.
///
/// Shape   nothing: some word has a single character, which no piece tells apart
std::optional<std::string> grams_asked(const std::vector<std::string>& words);

/// Makes grams() known to SQL, for the triggers that keep the index.
void define_grams(sqlite3* database);

}  // namespace sqlite
