#pragma once
#include <filesystem>
#include <string>
#include <string_view>

/// The key with which the whole database file is encrypted. It never stands in the data folder by itself:
/// whoever gets hold of the folder, or of a backup, has nothing without it.
namespace storage {

inline constexpr std::size_t key_bytes = 32;

/// A key as it is written down: 64 hex digits, white space around them does not count.
///
/// Errors  empty when it is none
std::string parse_key(std::string_view text);

/// Errors  throws std::runtime_error, naming the file, when it cannot be read, holds no key, or may be read
/// by
///         others than its owner
std::string read_key_file(const std::filesystem::path& file);

/// Makes a file with a new random key that only its owner may read, and never overwrites one.
///
/// Errors  throws std::runtime_error when the file is there already; WriteFailed
void make_key_file(const std::filesystem::path& file);

/// Encrypts the whole database of a data folder anew, from `before` to `after`; an empty key is a plain file.
/// In one transaction: after a crash the old key still fits. The server must not be running.
///
/// Errors  throws InUse, WrongSchema when `before` does not fit, WriteFailed
void change_key(const std::filesystem::path& directory, std::string_view before, std::string_view after);

}  // namespace storage
