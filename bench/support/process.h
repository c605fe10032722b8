#pragma once
#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace bench {

/// A program of this bench, ended with it.
class Process {
 public:
  explicit Process(std::vector<std::string> command);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  bool end_well();              ///< waits; whether it ended with 0
  double cpu() const;           ///< seconds of processor time so far
  double memory_bytes() const;  ///< resident
  std::size_t open_files() const;

 private:
  pid_t id_ = 0;
};

/// A folder of its own, gone at the end.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// The program to measure: `built`, or the one that LAMPLIGHTER_BENCH_PROGRAM names, such as one under a
/// sanitizer.
std::string program(const char* built);

std::uint16_t free_port();

/// Asks until it is answered with 200. Errors  throws after half a minute
void wait_for(std::uint16_t port, const std::string& request);

}  // namespace bench
