#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Texts are found by pieces of any two or three characters that stand beside each other
/// (docs/decisions/0064): what is typed may stand in the middle of a word, and Chinese has no spaces between
/// them.
namespace sql {

/// All pieces of a text, for the full-text index: of two and of three characters, each as the hex of its
/// bytes.
std::string grams(std::string_view text);

/// The pieces the index is asked for words, written as above: rows that hold all pieces of each, so more than
/// those that hold the words.
///
/// Shape   nothing: some word has a single character, which no piece tells apart
std::optional<std::vector<std::string>> grams_asked(const std::vector<std::string>& words);

}  // namespace sql
