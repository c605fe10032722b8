#include "server/town/pinyin.h"

#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <memory>
#include <set>
#include <stdexcept>
#include <unordered_map>
#include <utility>

namespace town {
namespace {

// ICU's transliterator is slow and not for several threads at once; a town has a few hundred characters.
class Readings {
 public:
  Readings() {
    UErrorCode status = U_ZERO_ERROR;
    transliterator_.reset(icu::Transliterator::createInstance("Han-Latin; NFD", UTRANS_FORWARD, status));
    if (U_FAILURE(status)) throw std::runtime_error("ICU has no pinyin data");
  }

  const std::string& of(UChar32 character) {
    const auto known = readings_.find(character);
    if (known != readings_.end()) return known->second;
    return readings_.emplace(character, read(character)).first->second;
  }

 private:
  std::string read(UChar32 character) const {
    icu::UnicodeString text(character);
    if (u_hasBinaryProperty(character, UCHAR_IDEOGRAPHIC)) transliterator_->transliterate(text);
    std::string result;
    for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
      const UChar32 c = text.char32At(i);
      if (c == 0x0308 && result.ends_with('u')) {
        result.back() = 'v';  // the two dots of ü, which keyboards type as v
      } else if (u_charType(c) != U_NON_SPACING_MARK) {
        icu::UnicodeString(u_foldCase(c, U_FOLD_CASE_DEFAULT)).toUTF8String(result);
      }
    }
    return result;
  }

  std::unique_ptr<icu::Transliterator> transliterator_;
  std::unordered_map<UChar32, std::string> readings_;
};

struct Spelling {
  std::string full;
  std::string initials;
};

Spelling spell(std::string_view text) {
  thread_local Readings readings;
  Spelling result;
  const auto characters =
      icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  for (int32_t i = 0; i < characters.length(); i = characters.moveIndex32(i, 1)) {
    const UChar32 c = characters.char32At(i);
    const auto& reading = readings.of(c);
    result.full += reading;
    // Of a Latin word or a number all is kept: "12号" is "12h".
    const bool ideograph = u_hasBinaryProperty(c, UCHAR_IDEOGRAPHIC) != 0;
    result.initials += ideograph ? reading.substr(0, 1) : reading;
  }
  return result;
}

std::string lower(std::string_view text) {
  std::string result;
  auto characters =
      icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  characters.foldCase().toUTF8String(result);
  return result;
}

// Words in the order given, each once.
class Words {
 public:
  void add(const std::string& text) {
    for (std::size_t begin = 0; begin < text.size();) {
      auto end = text.find_first_of(" \t\r\n", begin);
      if (end == std::string::npos) end = text.size();
      add_word(text.substr(begin, end - begin));
      begin = end + 1;
    }
  }
  void add_spelled(std::string_view text) {
    auto spelling = spell(text);
    add(spelling.full);
    add(spelling.initials);
  }
  std::string text() && { return std::move(text_); }

 private:
  void add_word(std::string word) {
    if (word.empty() || seen_.contains(word)) return;
    if (!text_.empty()) text_ += ' ';
    text_ += word;
    seen_.insert(std::move(word));
  }
  std::string text_;
  std::set<std::string> seen_;
};

}  // namespace

std::string pinyin(std::string_view text) { return spell(text).full; }

std::string initials(std::string_view text) { return spell(text).initials; }

std::string search_text(const models::Facility& facility, std::string_view village_name) {
  Words words;
  words.add(lower(facility.code));
  words.add(lower(facility.name));
  words.add(lower(facility.household));
  words.add(lower(facility.address));
  words.add(lower(facility.circuit));
  for (const char* plate : {"pole_number", "cabinet"})
    if (const auto found = facility.attributes.find(plate); found != facility.attributes.end())
      words.add(lower(found->second));
  words.add(lower(village_name));
  words.add_spelled(facility.name);
  words.add_spelled(facility.household);
  words.add_spelled(village_name);
  return std::move(words).text();
}

}  // namespace town
