#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "server/town/table.h"

namespace town {

/// A zip archive read part by part, within limits: a small file may claim to hold terabytes.
///
/// Errors  every call throws TableError for an archive that is cut short, locked, damaged or over a limit
class ZipFile {
 public:
  ZipFile(const std::filesystem::path& file, const TableLimits& limits);
  ~ZipFile();
  ZipFile(const ZipFile&) = delete;
  ZipFile& operator=(const ZipFile&) = delete;

  bool open(const std::string& name);  ///< false when there is no such part; one part is open at a time
  bool read(std::string& piece);  ///< replaces `piece` by what follows of the open part; false at its end
  /// The whole of a part, nothing when it is not there.
  std::optional<std::string> read_part(const std::string& name, std::size_t maximum_bytes);

 private:
  void check_directory();
  void close_part();
  void* archive_ = nullptr;
  bool open_ = false;
  TableLimits limits_;
  std::size_t unpacked_ = 0;
};

}  // namespace town
