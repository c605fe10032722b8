#pragma once
#include <filesystem>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

namespace town {

/// A table written row by row.
class TableWriter {
 public:
  virtual ~TableWriter() = default;
  /// Errors  throws TableError when it cannot be written
  virtual void write(const std::vector<std::string>& cells) = 0;
  virtual void finish() = 0;  ///< once, at the end; what is not finished is no whole file
};

/// Shape   RFC 4180 with CR LF, UTF-8 with BOM (Excel needs it); see with_guard
std::unique_ptr<TableWriter> open_csv_writer(std::ostream& stream);

/// Shape   one sheet, all cells as text, the first row frozen; constant memory; scratch: the folder of the
///         nameless file in between, as large as all cells; empty: the machine's own
std::unique_ptr<TableWriter> open_xlsx_writer(const std::filesystem::path& file,
                                              const std::filesystem::path& scratch = {});

/// Puts an apostrophe before what a spreadsheet would run as a formula: a cell that begins with = + - @, tab
/// or CR, with or without apostrophes before it. `without_guard` takes exactly this one off again.
std::string with_guard(std::string cell);
std::string without_guard(std::string cell);

}  // namespace town
