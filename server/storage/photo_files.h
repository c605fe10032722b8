#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace storage {

/// The pictures' bytes, in DIR/photos/<2 hex>/<name>. A row in PhotoStore tells of each; the file comes
/// first.
///
/// Shape   name: 32 hex digits, a dot and the extension, e.g. 0f…3a.jpg; any other name is as good as absent,
///         so no path from outside can reach another file
class PhotoFiles {
 public:
  /// Errors  WriteFailed when the folder cannot be made
  explicit PhotoFiles(const std::filesystem::path& directory);

  /// Stores bytes under a new random name and returns it once they are durable.
  ///
  /// Shape   extension: 1–5 lower-case letters or digits, without the dot
  /// Errors  std::invalid_argument for another extension; WriteFailed, full() when there is no space
  std::string save(std::string_view bytes, std::string_view extension);

  /// The bytes of a photo; nothing when there is none of that name.
  std::optional<std::string> read(std::string_view name) const;

  /// Where a photo's file is; nothing when there is none of that name.
  std::optional<std::filesystem::path> find(std::string_view name) const;

  /// Removes a photo; false when there is none of that name. Errors: WriteFailed.
  bool remove(std::string_view name);

 private:
  std::filesystem::path folder_;
};

}  // namespace storage
