#include "tests/support/storage_faulty_disk.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <map>
#include <mutex>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

namespace support {
namespace {

std::atomic<FaultyDisk::Fault> current{FaultyDisk::Fault::none};
std::atomic<int> count{0};
sqlite3_vfs* real = nullptr;
sqlite3_vfs* before = nullptr;
constexpr const char* shim_name = "faulty";

/// What SQLite holds for an open file: our functions, then the real file.
struct File {
  sqlite3_file base;
  sqlite3_file* inner() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

sqlite3_file* inner(sqlite3_file* file) { return reinterpret_cast<File*>(file)->inner(); }

/// What a file held before each write that was not synced yet, so that a power cut can take it back.
struct Unsynced {
  sqlite3_int64 offset = 0;
  std::string before;           ///< shorter than what was written where the file ended
  sqlite3_int64 file_size = 0;  ///< before
};

/// Counts operations down to the power cut, when one was ordered. Held under its mutex by every change of a
/// file.
class Power {
 public:
  std::mutex mutex;

  void order(int operations, unsigned seed) {
    const std::lock_guard lock(mutex);
    left_ = operations;
    random_.seed(seed);
  }
  void opened(sqlite3_file* file, const char* name) {
    const std::lock_guard lock(mutex);
    if (name) names_[file] = name;
  }
  void closed(sqlite3_file* file) {
    const std::lock_guard lock(mutex);
    names_.erase(file);
  }
  void about_to_write(sqlite3_file* file, int size, sqlite3_int64 offset) {
    if (left_ < 0 || !names_.contains(file)) return;
    remember(file, offset, size);
    count_down();
  }
  void about_to_truncate(sqlite3_file* file, sqlite3_int64 size) {
    if (left_ < 0 || !names_.contains(file)) return;
    const auto whole = ::lseek(descriptor_of(names_[file]), 0, SEEK_END);
    if (whole > size) remember(file, size, static_cast<int>(whole - size));
  }
  void synced(sqlite3_file* file) {
    if (const auto name = names_.find(file); name != names_.end()) unsynced_.erase(name->second);
  }
  void count_down() {
    if (left_ < 0) return;
    if (left_-- == 0) cut();
  }

 private:
  // By the system and not by SQLite, above which the bytes of an encrypted file are plain.
  void remember(sqlite3_file* file, sqlite3_int64 offset, int size) {
    const auto& name = names_[file];
    const int descriptor = descriptor_of(name);
    Unsynced one;
    one.offset = offset;
    one.file_size = ::lseek(descriptor, 0, SEEK_END);
    const auto there = std::min<sqlite3_int64>(size, std::max<sqlite3_int64>(0, one.file_size - offset));
    one.before.resize(static_cast<std::size_t>(there));
    if (there > 0 && ::pread(descriptor, one.before.data(), one.before.size(), offset) != there) ::_exit(1);
    unsynced_[name].push_back(std::move(one));
  }

  /// Never closed: to close one would drop the locks that SQLite has on the file.
  int descriptor_of(const std::string& name) {
    const auto found = descriptors_.find(name);
    if (found != descriptors_.end()) return found->second;
    const int descriptor = ::open(name.c_str(), O_RDWR | O_CLOEXEC);
    if (descriptor < 0) ::_exit(1);
    descriptors_[name] = descriptor;
    return descriptor;
  }

  [[noreturn]] void cut() {
    // Sometimes nothing reached the disk, sometimes all did, mostly some of it.
    const double forgotten = std::array{0.0, 0.3, 0.7, 1.0}[random_() % 4];
    std::uniform_real_distribution<double> chance;
    for (auto& [name, writes] : unsynced_) {
      const int descriptor = descriptor_of(name);
      for (auto one = writes.rbegin(); one != writes.rend(); ++one) {
        if (chance(random_) >= forgotten) continue;
        if (!one->before.empty() &&
            ::pwrite(descriptor, one->before.data(), one->before.size(), one->offset) < 0)
          ::_exit(1);
        // The file grew by this write: sometimes its new length is lost as well.
        if (forgotten == 1.0 && ::ftruncate(descriptor, one->file_size) != 0) ::_exit(1);
      }
    }
    ::_exit(FaultyDisk::cut_exit_code);
  }

  int left_ = -1;
  std::mt19937 random_;
  std::map<sqlite3_file*, std::string> names_;
  std::map<std::string, std::vector<Unsynced>> unsynced_;
  std::map<std::string, int> descriptors_;
};
Power power;

bool fails(FaultyDisk::Fault fault) {
  if (current.load() != fault) return false;
  ++count;
  return true;
}

int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  const std::lock_guard lock(power.mutex);
  power.about_to_write(file, size, offset);
  if (fails(FaultyDisk::Fault::write_fails)) return SQLITE_IOERR_WRITE;
  if (fails(FaultyDisk::Fault::no_space)) return SQLITE_FULL;
  return inner(file)->pMethods->xWrite(inner(file), bytes, size, offset);
}

int sync(sqlite3_file* file, int flags) {
  const std::lock_guard lock(power.mutex);
  power.count_down();
  if (fails(FaultyDisk::Fault::sync_fails)) return SQLITE_IOERR_FSYNC;
  const int code = inner(file)->pMethods->xSync(inner(file), flags);
  if (code == SQLITE_OK) power.synced(file);
  return code;
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
  const std::lock_guard lock(power.mutex);
  power.about_to_truncate(file, size);
  return inner(file)->pMethods->xTruncate(inner(file), size);
}

int close(sqlite3_file* file) {
  power.closed(file);
  return inner(file)->pMethods->xClose(inner(file));
}

// The rest goes straight through.
#define LAMPLIGHTER_FORWARD(name, method, parameters, arguments) \
  int name parameters { return inner(file)->pMethods->method arguments; }
LAMPLIGHTER_FORWARD(read, xRead, (sqlite3_file * file, void* to, int size, sqlite3_int64 offset),
                    (inner(file), to, size, offset))
LAMPLIGHTER_FORWARD(file_size, xFileSize, (sqlite3_file * file, sqlite3_int64* size), (inner(file), size))
LAMPLIGHTER_FORWARD(lock, xLock, (sqlite3_file * file, int level), (inner(file), level))
LAMPLIGHTER_FORWARD(unlock, xUnlock, (sqlite3_file * file, int level), (inner(file), level))
LAMPLIGHTER_FORWARD(check_lock, xCheckReservedLock, (sqlite3_file * file, int* result), (inner(file), result))
LAMPLIGHTER_FORWARD(control, xFileControl, (sqlite3_file * file, int what, void* argument),
                    (inner(file), what, argument))
LAMPLIGHTER_FORWARD(sector_size, xSectorSize, (sqlite3_file * file), (inner(file)))
LAMPLIGHTER_FORWARD(characteristics, xDeviceCharacteristics, (sqlite3_file * file), (inner(file)))
LAMPLIGHTER_FORWARD(map_shared, xShmMap,
                    (sqlite3_file * file, int page, int size, int extend, void volatile** result),
                    (inner(file), page, size, extend, result))
LAMPLIGHTER_FORWARD(lock_shared, xShmLock, (sqlite3_file * file, int offset, int n, int flags),
                    (inner(file), offset, n, flags))
LAMPLIGHTER_FORWARD(unmap_shared, xShmUnmap, (sqlite3_file * file, int remove), (inner(file), remove))
#undef LAMPLIGHTER_FORWARD
void barrier(sqlite3_file* file) { inner(file)->pMethods->xShmBarrier(inner(file)); }

const sqlite3_io_methods methods{2,
                                 close,
                                 read,
                                 write,
                                 truncate,
                                 sync,
                                 file_size,
                                 lock,
                                 unlock,
                                 check_lock,
                                 control,
                                 sector_size,
                                 characteristics,
                                 map_shared,
                                 lock_shared,
                                 barrier,
                                 unmap_shared,
                                 nullptr,
                                 nullptr};

int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  std::memset(file, 0, sizeof(File));
  const int code = real->xOpen(real, name, inner(file), flags, out_flags);
  if (inner(file)->pMethods) file->pMethods = &methods;
  if (code == SQLITE_OK) power.opened(file, name);
  return code;
}

sqlite3_vfs shim{};

}  // namespace

// Under the layer that encrypts, so that what fails, or is lost, are the bytes as they are on the disk.
FaultyDisk::FaultyDisk() {
  current = Fault::none;
  if (sqlite3_initialize() != SQLITE_OK || sqlite3_vfs_find(shim_name))
    throw std::logic_error("one faulty disk at a time");
  before = sqlite3_vfs_find(nullptr);
  real = sqlite3_vfs_find("unix");
  shim = *real;
  shim.zName = shim_name;
  shim.pNext = nullptr;
  shim.szOsFile = static_cast<int>(sizeof(File)) + real->szOsFile;
  shim.xOpen = open;
  sqlite3_vfs_register(&shim, 0);
  if (sqlite3mc_vfs_create(shim_name, 1) != SQLITE_OK) throw std::runtime_error("no layer that encrypts");
}

FaultyDisk::~FaultyDisk() {
  sqlite3_vfs_register(before, 1);
  sqlite3mc_vfs_destroy(sqlite3_vfs_find("multipleciphers-faulty")->zName);
  sqlite3_vfs_unregister(&shim);
}

void FaultyDisk::set(Fault fault) {
  count = 0;
  current = fault;
}

int FaultyDisk::faults() const { return count; }

void FaultyDisk::cut_power_after(int operations, unsigned seed) { power.order(operations, seed); }

}  // namespace support
