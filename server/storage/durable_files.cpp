#include "server/storage/durable_files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "server/storage/database.h"

namespace storage {
namespace {

class Descriptor {
 public:
  Descriptor(const std::filesystem::path& file, int flags, const std::string& doing)
      : value_(::open(file.c_str(), flags | O_CLOEXEC, 0600)) {
    if (value_ < 0) throw_write_failed(doing + " " + file.string(), errno);
  }
  ~Descriptor() { ::close(value_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int value() const { return value_; }

 private:
  int value_;
};

void write_all(int descriptor, std::string_view bytes, const std::string& name) {
  while (!bytes.empty()) {
    const auto written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw_write_failed("writing " + name, errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

bool means_full(int error_number) {
  return error_number == ENOSPC || error_number == EDQUOT || error_number == EFBIG;
}

void throw_write_failed(const std::string& doing, int error_number) {
  throw WriteFailed(doing + ": " + std::generic_category().message(error_number), means_full(error_number));
}

void sync_directory(const std::filesystem::path& directory) {
  const Descriptor folder(directory, O_RDONLY | O_DIRECTORY, "opening");
  if (::fsync(folder.value()) != 0) throw_write_failed("syncing " + directory.string(), errno);
}

void sync_file(const std::filesystem::path& file) {
  const Descriptor opened(file, O_RDONLY, "opening");
  if (::fsync(opened.value()) != 0) throw_write_failed("syncing " + file.string(), errno);
}

void sync_file_system(const std::filesystem::path& folder) {
  const Descriptor opened(folder, O_RDONLY | O_DIRECTORY, "opening");
  if (::syncfs(opened.value()) != 0) throw_write_failed("syncing " + folder.string(), errno);
}

void make_directories(const std::filesystem::path& directory) {
  const auto whole = std::filesystem::absolute(directory).lexically_normal();
  if (std::filesystem::is_directory(whole)) return;
  const auto parent = (whole.has_filename() ? whole : whole.parent_path()).parent_path();
  if (parent != whole) make_directories(parent);
  std::error_code error;
  std::filesystem::create_directory(whole, error);
  if (error) throw_write_failed("making the directory " + whole.string(), error.value());
  sync_directory(parent);
}

void write_durably(const std::filesystem::path& file, std::string_view bytes) {
  auto temporary = file;
  temporary += ".part";
  try {
    {
      const Descriptor target(temporary, O_WRONLY | O_CREAT | O_TRUNC, "making");
      write_all(target.value(), bytes, temporary.string());
      if (::fsync(target.value()) != 0) throw_write_failed("syncing " + temporary.string(), errno);
    }
    if (::rename(temporary.c_str(), file.c_str()) != 0)
      throw_write_failed("renaming to " + file.string(), errno);
  } catch (...) {
    ::unlink(temporary.c_str());
    throw;
  }
  sync_directory(file.parent_path());
}

void make_private_file(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file)) const Descriptor made(file, O_WRONLY | O_CREAT, "making");
}

FileLock::FileLock(const std::filesystem::path& file) {
  descriptor_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor_ < 0) throw_write_failed("opening " + file.string(), errno);
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
  const int error_number = errno;
  ::close(descriptor_);
  if (error_number != EWOULDBLOCK) throw_write_failed("locking " + file.string(), error_number);
  throw InUse("the data directory " + file.parent_path().string() +
              " is in use by another lamplighter: stop that one first, or give this one its own directory");
}

FileLock::~FileLock() { ::close(descriptor_); }

}  // namespace storage
