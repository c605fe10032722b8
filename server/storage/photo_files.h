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
  /// Shape   key: of photo_key(); what is saved from now on is sealed with it. Empty: it is not. What was
  /// saved before
  ///         without one is read as it is.
  /// Errors  WriteFailed when the folder cannot be made
  explicit PhotoFiles(const std::filesystem::path& directory, std::string key = {});

  /// Stores bytes under a new random name and returns it once they are durable.
  ///
  /// Shape   extension: 1–5 lower-case letters or digits, without the dot
  /// Errors  std::invalid_argument for another extension; WriteFailed, full() when there is no space
  std::string save(std::string_view bytes, std::string_view extension);

  /// The bytes of a photo; nothing when there is none of that name. Errors: std::runtime_error when it was
  /// changed.
  std::optional<std::string> read(std::string_view name) const;

  /// Where a photo's file is; nothing when there is none of that name.
  std::optional<std::filesystem::path> find(std::string_view name) const;

  /// Removes a photo; false when there is none of that name. Errors: WriteFailed.
  bool remove(std::string_view name);

 private:
  std::filesystem::path folder_;
  const std::string key_;
};

/// Says whether this is the name of a photo's file, and so of a file that is never changed.
bool is_photo_name(std::string_view name);

/// What the pictures of an encrypted database are sealed with: made with its first use, kept in the database,
/// so that a new key of the database is also theirs. Empty when the database is not encrypted.
///
/// Shape   key: of database_key.h
std::string photo_key(const std::filesystem::path& directory, std::string_view key);

/// Seals every picture of a data folder that is not yet, or opens every one; answers how many it changed. May
/// be run again after a crash. The server must not be running.
///
/// Errors  WriteFailed; std::runtime_error when one was changed
std::size_t seal_photos(const std::filesystem::path& directory, const std::string& photo_key);
std::size_t unseal_photos(const std::filesystem::path& directory, const std::string& photo_key);

}  // namespace storage
