#pragma once
#include <istream>
#include <memory>
#include <string>
#include <string_view>

namespace town {

/// Whether bytes are UTF-8, strictly: no overlong forms, no surrogates, nothing beyond U+10FFFF.
bool is_utf8(std::string_view bytes);

/// The text of a file as UTF-8, piece by piece, whatever of UTF-8 and GB18030 it was written in.
class TextSource {
 public:
  /// Errors  throws TableError when the encoding is neither
  explicit TextSource(std::unique_ptr<std::istream> stream);
  ~TextSource();
  /// Replaces `piece` by what follows; false at the end. UTF-8 is passed through unchecked: its reader knows
  /// the lines.
  bool read(std::string& piece);

 private:
  struct Converter;
  std::unique_ptr<std::istream> stream_;
  std::unique_ptr<Converter> converter_;
};

}  // namespace town
