#pragma once
#include <filesystem>
#include <string>
#include <string_view>

/// Files that are still there after a power cut. Errors of all: storage::WriteFailed.
namespace storage {

/// Makes the directory, and those above it, and syncs each folder that got a new entry.
void make_directories(const std::filesystem::path& directory);

/// Makes the entries of a folder durable.
void sync_directory(const std::filesystem::path& directory);

/// Writes a new file so that it is whole or absent: beside it first, synced, then renamed and the folder
/// synced.
void write_durably(const std::filesystem::path& file, std::string_view bytes);

/// Makes the bytes of a file durable.
void sync_file(const std::filesystem::path& file);

/// Makes everything durable that was written to the file system in which this folder lies: for very many
/// files.
void sync_file_system(const std::filesystem::path& folder);

/// Makes an empty file that only its owner may read, unless it is there already.
void make_private_file(const std::filesystem::path& file);

/// Throws WriteFailed with the reason of `error_number` (an errno); full() for ENOSPC, EDQUOT and EFBIG.
[[noreturn]] void throw_write_failed(const std::string& doing, int error_number);

/// Says whether an errno means that there is no space.
bool means_full(int error_number);

/// Holds a file's lock for as long as it lives; the system drops it when the program dies.
///
/// Errors  InUse when another holds it
class FileLock {
 public:
  explicit FileLock(const std::filesystem::path& file);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  int descriptor_ = -1;
};

}  // namespace storage
