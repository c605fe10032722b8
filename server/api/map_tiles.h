#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace api {

/// Where the staff's map takes its ground from, if from anywhere outside.
///
/// Shape   provider: none, tianditu (its key is needed) or gaode; key: what the provider gave the town. It
/// goes to
///         the staff's browsers, which ask for the tiles
struct MapTiles {
  std::string provider = "none";
  std::string key;

  bool on() const { return provider == "gaode" || (provider == "tianditu" && !key.empty()); }
  /// Whom the staff's pages may ask for pictures; empty: nobody outside.
  std::string_view hosts() const;
  /// Layers from below: addresses with {s}, {x}, {y} and {z}.
  std::vector<std::string> layers() const;
  std::string_view subdomains() const;
  /// gcj02 for tiles that are shifted as the law wants it, else wgs84.
  std::string_view datum() const { return provider == "gaode" ? "gcj02" : "wgs84"; }
};

}  // namespace api
