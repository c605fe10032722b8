#pragma once
#include <functional>
#include <string>
#include <string_view>

namespace town {

/// Cuts every element of one name out of an XML stream, so that a sheet of a million cells is never in memory
/// as a tree.
///
/// Shape   names without prefix; an element's text with its start and end tag
/// Errors  throws TableError for a DOCTYPE (entities are not taken in), an element over the limit, or an end
/// in
///         the middle
class XmlElements {
 public:
  /// `more` replaces its argument by the next piece, false at the end.
  using Source = std::function<bool(std::string&)>;
  XmlElements(Source more, std::string name, std::size_t maximum_bytes);
  bool next(std::string& element);

 private:
  struct Tag {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool closes = false;
    bool empty = false;
    bool matches = false;
  };
  bool next_tag(Tag& tag);
  bool skip_to(std::string_view mark, std::size_t from);
  std::size_t find_tag_end();
  bool fill();

  Source more_;
  std::string name_;
  std::size_t maximum_bytes_;
  std::string buffer_;
  std::size_t position_ = 0;
  std::size_t keep_ = std::string::npos;  ///< where the element begun lies
};

}  // namespace town
