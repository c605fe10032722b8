#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "server/http/message.h"

namespace http {

struct StaticLimits {
  std::size_t file_bytes = 16 * 1024 * 1024;
  std::size_t cache_bytes = 64 * 1024 * 1024;
  std::size_t files = 10'000;
};

/// The media type for a file name, "application/octet-stream" if the ending is unknown.
std::string_view media_type(std::string_view file_name);

/// Serves the files of one directory.
///
/// Shape   only files found by the scan at construction (or `refresh`) exist, so no path leads outside.
///         "/crew/" is crew/index.html, "/crew" redirects there, and an unknown path below it without
///         a file ending is crew/index.html too, as its pages are drawn in the browser.
///         Files under assets/ have hashed names and are immutable; a sibling .br or .gz is sent to
///         those who accept it.
class StaticFiles {
 public:
  explicit StaticFiles(std::filesystem::path root, StaticLimits limits = {});
  ~StaticFiles();

  /// The answer for GET or HEAD (200, 304, 308), or nullopt if there is no such file.
  std::optional<Response> serve(const Request& request) const;

  /// Looks again at what the directory holds.
  void refresh();

 private:
  class Cache;
  std::unique_ptr<Cache> cache_;
};

/// A response that sends a file in pieces; the file is opened here.
///
/// Errors  nullopt if it cannot be opened or is not a regular file
std::optional<Response> file_response(const std::filesystem::path& path, std::string_view content_type);

}  // namespace http
