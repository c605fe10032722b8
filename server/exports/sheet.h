#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "models/export.h"

namespace exports {

/// A file that cannot be made, in one of the known words.
class Refused : public std::runtime_error {
 public:
  Refused(models::ExportProblem problem, const std::string& what)
      : std::runtime_error(what), problem_(problem) {}
  models::ExportProblem problem() const { return problem_; }

 private:
  models::ExportProblem problem_;
};

/// A file under way. `take` only remembers, so that whoever reads the rows does not wait for the disk;
/// `flush` writes what was taken, a page at a time.
///
/// Errors  flush, finish: Refused disk_full, too_large or failed. What was not finished is no whole file
class Sheet {
 public:
  virtual ~Sheet() = default;
  virtual void take(const std::vector<std::string>& cells) = 0;
  virtual void flush() = 0;
  virtual void finish() = 0;
  virtual std::int64_t bytes() const = 0;  ///< of the file; of a workbook, until it is finished, of its cells
};

/// Opens a file for writing; nobody else may read it.
///
/// Errors  -1 and errno
using OpenFile = std::function<int(const std::filesystem::path&)>;
int open_file(const std::filesystem::path& file);

struct SheetPlan {
  std::filesystem::path file;
  models::ExportFormat format = models::ExportFormat::csv;
  std::vector<std::string> columns;
  std::int64_t most_bytes = 0;
  OpenFile open = open_file;  ///< of a text file
};

/// Errors  Refused
std::unique_ptr<Sheet> open_sheet(const SheetPlan& plan);

}  // namespace exports
