#include "server/town/xml_elements.h"

#include <algorithm>

#include "server/town/table.h"

namespace town {
namespace {

[[noreturn]] void refuse(const char* why) { throw TableError(0, why); }

}  // namespace

XmlElements::XmlElements(Source more, std::string name, std::size_t maximum_bytes)
    : more_(std::move(more)), name_(std::move(name)), maximum_bytes_(maximum_bytes) {}

// Lets go of what has been passed, then adds a piece.
bool XmlElements::fill() {
  const auto passed = std::min(keep_, position_);
  buffer_.erase(0, passed);
  position_ -= passed;
  if (keep_ != std::string::npos) keep_ -= passed;
  if (buffer_.size() > maximum_bytes_) refuse("an element of the sheet is too large");
  std::string piece;
  if (!more_(piece)) return false;
  buffer_ += piece;
  return true;
}

bool XmlElements::skip_to(std::string_view mark, std::size_t from) {
  position_ += from;
  for (;;) {
    const auto found = buffer_.find(mark, position_);
    if (found != std::string::npos) {
      position_ = found + mark.size();
      return true;
    }
    // The mark may be cut in two by the end of the piece.
    position_ = std::max(position_, buffer_.size() - std::min(buffer_.size(), mark.size() - 1));
    if (!fill()) refuse("the sheet ends in the middle");
  }
}

// The > that ends the tag at position_: one inside quotes does not.
std::size_t XmlElements::find_tag_end() {
  char quote = 0;
  for (std::size_t i = 1;; ++i) {
    while (position_ + i >= buffer_.size())
      if (!fill()) refuse("the sheet ends in the middle");
    const char c = buffer_[position_ + i];
    if (quote) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '>') {
      return position_ + i;
    }
  }
}

bool XmlElements::next_tag(Tag& tag) {
  for (;;) {
    const auto found = buffer_.find('<', position_);
    if (found == std::string::npos) {
      position_ = buffer_.size();
      if (!fill()) return false;
      continue;
    }
    position_ = found;
    while (buffer_.size() - position_ < 9)  // the longest opening that is told apart: <![CDATA[
      if (!fill()) break;
    const std::string_view rest = std::string_view(buffer_).substr(position_);
    if (rest.starts_with("<!--")) {
      skip_to("-->", 4);
    } else if (rest.starts_with("<![CDATA[")) {
      skip_to("]]>", 9);
    } else if (rest.starts_with("<?")) {
      skip_to("?>", 2);
    } else if (rest.starts_with("<!")) {
      refuse("the sheet has a DOCTYPE; such files are not taken in");
    } else {
      const auto end = find_tag_end();
      tag.begin = position_;
      tag.end = end + 1;
      const std::string_view text = std::string_view(buffer_).substr(tag.begin, tag.end - tag.begin);
      tag.closes = text.starts_with("</");
      tag.empty = text.ends_with("/>");
      auto name = text.substr(tag.closes ? 2 : 1);
      name = name.substr(0, name.find_first_of(" \t\r\n/>"));
      tag.matches = name.substr(name.find(':') + 1) == name_;
      position_ = tag.end;
      return true;
    }
  }
}

bool XmlElements::next(std::string& element) {
  keep_ = std::string::npos;
  std::size_t depth = 0;
  for (Tag tag; next_tag(tag);) {
    if (!tag.matches) continue;
    if (tag.closes) {
      if (depth == 0) refuse("the sheet is damaged: an element ends that never began");
      --depth;
    } else {
      if (depth == 0) keep_ = tag.begin;
      if (!tag.empty) ++depth;
    }
    if (depth == 0) {
      element.assign(buffer_, keep_, tag.end - keep_);
      return true;
    }
  }
  if (depth != 0) refuse("the sheet ends in the middle");
  return false;
}

}  // namespace town
