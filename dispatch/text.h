#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/catalog.h"
#include "models/error.h"
#include "models/place.h"

namespace dispatch {

/// How long a text may be.
///
/// Units   characters (Unicode code points)
inline constexpr std::size_t longest_name = 100;
inline constexpr std::size_t longest_phone = 32;
inline constexpr std::size_t longest_code = 64;
inline constexpr std::size_t longest_address = 300;
inline constexpr std::size_t longest_reason = 500;
inline constexpr std::size_t longest_account = 2000;  ///< cause, action, a resident's comment
inline constexpr std::size_t longest_note = 4000;
inline constexpr std::size_t longest_description = 4000;

/// The text without white space at both ends, the ideographic space included.
std::string trimmed(std::string_view text);

/// Errors  nothing when the text is not valid UTF-8
std::optional<std::size_t> count_characters(std::string_view text);

enum class Lines { one, many };  ///< many: line feeds and tabs are welcome

/// Collects every wrong field of one input, so that its author hears of all at once.
///
/// Shape   an empty text passes every check but `required`
class Fields {
 public:
  void add(std::string field, std::string code, std::string detail);
  void required(const std::string& field, const std::string& value);
  void text(const std::string& field, const std::string& value, std::size_t longest,
            Lines lines = Lines::one);
  void required_text(const std::string& field, const std::string& value, std::size_t longest,
                     Lines lines = Lines::one);
  /// Letters, digits, `-`, `_` and `.`, beginning with a letter or digit (a spreadsheet must not take it for
  /// a formula).
  void code(const std::string& field, const std::string& value);
  void phone(const std::string& field, const std::string& value);
  void position(const std::string& field, const std::optional<models::Position>& position);
  void names(const std::string& field, const models::LocalizedText& name);
  void spans(const std::string& field, const std::vector<models::WorkingSpan>& spans);
  void utc_offset(const std::string& field, int seconds);

  bool good() const { return wrong_.empty(); }
  const std::vector<models::FieldError>& wrong() const { return wrong_; }
  /// Shape   only when something is wrong
  models::Error error() const;

 private:
  std::vector<models::FieldError> wrong_;
};

}  // namespace dispatch
