#include "tests/support/storage_faulty_disk.h"

#include <sqlite3.h>

#include <atomic>
#include <cstring>
#include <stdexcept>

namespace support {
namespace {

std::atomic<FaultyDisk::Fault> current{FaultyDisk::Fault::none};
std::atomic<int> count{0};
sqlite3_vfs* real = nullptr;

/// What SQLite holds for an open file: our functions, then the real file.
struct File {
  sqlite3_file base;
  sqlite3_file* inner() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

sqlite3_file* inner(sqlite3_file* file) { return reinterpret_cast<File*>(file)->inner(); }

bool fails(FaultyDisk::Fault fault) {
  if (current.load() != fault) return false;
  ++count;
  return true;
}

int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  if (fails(FaultyDisk::Fault::write_fails)) return SQLITE_IOERR_WRITE;
  if (fails(FaultyDisk::Fault::no_space)) return SQLITE_FULL;
  return inner(file)->pMethods->xWrite(inner(file), bytes, size, offset);
}

int sync(sqlite3_file* file, int flags) {
  if (fails(FaultyDisk::Fault::sync_fails)) return SQLITE_IOERR_FSYNC;
  return inner(file)->pMethods->xSync(inner(file), flags);
}

// The rest goes straight through.
#define LAMPLIGHTER_FORWARD(name, method, parameters, arguments) \
  int name parameters { return inner(file)->pMethods->method arguments; }
LAMPLIGHTER_FORWARD(close, xClose, (sqlite3_file * file), (inner(file)))
LAMPLIGHTER_FORWARD(read, xRead, (sqlite3_file * file, void* to, int size, sqlite3_int64 offset),
                    (inner(file), to, size, offset))
LAMPLIGHTER_FORWARD(truncate, xTruncate, (sqlite3_file * file, sqlite3_int64 size), (inner(file), size))
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
  return code;
}

sqlite3_vfs shim{};

}  // namespace

FaultyDisk::FaultyDisk() {
  current = Fault::none;
  real = sqlite3_vfs_find(nullptr);
  if (!real || real == &shim) throw std::logic_error("one faulty disk at a time");
  shim = *real;
  shim.zName = "faulty";
  shim.pNext = nullptr;
  shim.szOsFile = static_cast<int>(sizeof(File)) + real->szOsFile;
  shim.xOpen = open;
  sqlite3_vfs_register(&shim, 1);
}

FaultyDisk::~FaultyDisk() {
  sqlite3_vfs_unregister(&shim);
  sqlite3_vfs_register(real, 1);
}

void FaultyDisk::set(Fault fault) {
  count = 0;
  current = fault;
}

int FaultyDisk::faults() const { return count; }

}  // namespace support
