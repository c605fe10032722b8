#include <cstdint>

#include "server/http/message.h"
#include "server/http/utf8.h"

namespace http {

namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool decode(std::string_view text, bool plus_is_space, std::string& out) {
  out.clear();
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size()) return false;
      const int high = hex_value(text[i + 1]);
      const int low = hex_value(text[i + 2]);
      if (high < 0 || low < 0) return false;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    } else if (c == '+' && plus_is_space) {
      c = ' ';
    }
    out += c;
  }
  return true;
}

bool has_control(std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) return true;
  }
  return false;
}

bool is_safe_segment(std::string_view segment) {
  if (segment == "." || segment == "..") return false;
  if (segment.find_first_of("/\\") != std::string_view::npos) return false;
  return !has_control(segment) && is_utf8(segment);
}

bool parse_path(Request& request, std::string_view raw) {
  raw.remove_prefix(1);
  while (true) {
    const std::size_t end = raw.find('/');
    std::string& segment = request.segments.emplace_back();
    if (!decode(raw.substr(0, end), false, segment) || !is_safe_segment(segment)) return false;
    request.path += '/';
    request.path += segment;
    if (end == std::string_view::npos) return true;
    raw.remove_prefix(end + 1);
  }
}

bool parse_query(Request& request, std::string_view raw) {
  while (!raw.empty()) {
    const std::size_t end = raw.find('&');
    const std::string_view pair = raw.substr(0, end);
    raw.remove_prefix(end == std::string_view::npos ? raw.size() : end + 1);
    if (pair.empty()) continue;
    const std::size_t equals = pair.find('=');
    const std::string_view value = equals == std::string_view::npos ? "" : pair.substr(equals + 1);
    Field& field = request.query_parameters.emplace_back();
    if (!decode(pair.substr(0, equals), true, field.first) || !decode(value, true, field.second))
      return false;
    // A NUL is refused here because no use of a parameter survives it; tabs and line breaks in a
    // search text are the business of the layer above.
    if (field.first.find('\0') != std::string::npos || field.second.find('\0') != std::string::npos)
      return false;
    if (!is_utf8(field.first) || !is_utf8(field.second)) return false;
  }
  return true;
}

}  // namespace

bool is_utf8(std::string_view text) {
  const auto byte_at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  for (std::size_t i = 0; i < text.size();) {
    const unsigned char first = byte_at(i++);
    if (first < 0x80) continue;
    const int following = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    if (first < 0xc2 || first > 0xf4 || i + static_cast<std::size_t>(following) > text.size()) return false;
    const unsigned char second = byte_at(i);
    if (first == 0xe0 && second < 0xa0) return false;
    if (first == 0xed && second > 0x9f) return false;
    if (first == 0xf0 && second < 0x90) return false;
    if (first == 0xf4 && second > 0x8f) return false;
    for (int k = 0; k < following; ++k, ++i) {
      if ((byte_at(i) & 0xc0) != 0x80) return false;
    }
  }
  return true;
}

bool parse_target(Request& request, std::string_view target) {
  request.path.clear();
  request.segments.clear();
  request.query_parameters.clear();
  if (target.empty() || target.front() != '/') return false;
  for (const char c : target) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte == 0x7f || c == '#' || c == '\\') return false;
  }
  const std::size_t question = target.find('?');
  if (!parse_path(request, target.substr(0, question))) return false;
  return question == std::string_view::npos || parse_query(request, target.substr(question + 1));
}

}  // namespace http
