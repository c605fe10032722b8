#pragma once
#include <sys/resource.h>

#include <csignal>

namespace support {

/// A disk below SQLite that fails when told to. Made before the database is opened; it becomes the default
/// disk.
class FaultyDisk {
 public:
  FaultyDisk();
  ~FaultyDisk();
  FaultyDisk(const FaultyDisk&) = delete;
  FaultyDisk& operator=(const FaultyDisk&) = delete;

  enum class Fault { none, sync_fails, write_fails, no_space };
  void set(Fault fault);
  int faults() const;  ///< how often it failed since the last set()

  /// Ends this process after so many further writes and syncs as a power cut would: of what was written and
  /// not synced, the disk keeps some sectors, by chance, and forgets others. What was synced stays.
  static constexpr int cut_exit_code = 99;
  void cut_power_after(int operations, unsigned seed);
};

/// No file may grow beyond so many bytes for as long as it lives: what a full disk looks like to every
/// program.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    old_handler_ = std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &old_);
    const rlimit limit{bytes, old_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &old_);
    std::signal(SIGXFSZ, old_handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit old_{};
  void (*old_handler_)(int) = SIG_DFL;
};

}  // namespace support
