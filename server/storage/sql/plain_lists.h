#pragma once
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Lists of plain words and whole numbers, read straight from the text `to_json_text` writes: lists of orders
/// and figures read tens of thousands of them, each of a few signs.
namespace sql {

/// Shape   what each reads, it goes past; false: the text goes on otherwise, and somebody who knows all of
/// JSON
///         has to read it
class PlainText {
 public:
  explicit PlainText(std::string_view text) : text_(text) {}

  bool take(std::string_view expected) {
    if (text_.substr(at_, expected.size()) != expected) return false;
    at_ += expected.size();
    return true;
  }
  bool word(std::string& into) {
    if (!take("\"")) return false;
    const auto end = text_.find_first_of("\"\\", at_);
    if (end == std::string_view::npos || text_[end] != '"') return false;
    into = text_.substr(at_, end - at_);
    at_ = end + 1;
    return true;
  }
  bool number(std::int64_t& into) {
    const auto [end, code] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), into);
    if (code != std::errc{}) return false;
    at_ = static_cast<std::size_t>(end - text_.data());
    return true;
  }
  bool number_or_null(std::optional<std::int64_t>& into) {
    into.reset();
    return take("null") || number(into.emplace());
  }
  bool ended() const { return at_ == text_.size(); }

  /// A list of at least one item.
  template <class Item>
  bool list(const Item& item) {
    return several("[", item, "]");
  }
  template <class Member>
  bool object(const Member& member) {
    return several("{", member, "}");
  }

 private:
  template <class Item>
  bool several(std::string_view begin, const Item& item, std::string_view end) {
    if (!take(begin)) return false;
    do {
      if (!item()) return false;
    } while (take(","));
    return take(end);
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace sql
