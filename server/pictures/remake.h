#pragma once
#include <cstdint>
#include <optional>
#include <string>

/// What lies between the program and the module that decodes pictures. The module is the only part that links
/// libvips, and is loaded with the first picture: server/api/picture_module.h.
namespace pictures {

enum class Trouble { none, unreadable, too_large, no_decoder };

/// Shape   why: for unreadable and no_decoder, in words
struct Remade {
  Trouble trouble = Trouble::none;
  std::string why{};
  std::string bytes{};
  int width = 0;
  int height = 0;
  std::optional<std::int64_t> picture_hash{};
};

/// Units   pixels of a picture as it comes; longest_side of the one that is made, in pixels
struct Asked {
  const std::string& uploaded;
  int pixels;
  int longest_side;
};

using Version = const char*();
using Remake = void(const Asked&, Remade&);

inline constexpr const char* version_symbol = "lamplighter_pictures_version";
inline constexpr const char* remake_symbol = "lamplighter_pictures_remake";

}  // namespace pictures
