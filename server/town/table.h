#pragma once
#include <cstddef>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace town {

/// A table file that cannot be read any further, in words its sender understands.
///
/// Shape   line: of the file (row of the sheet), 0 when it is the file as a whole
class TableError : public std::runtime_error {
 public:
  TableError(std::size_t line, const std::string& what) : std::runtime_error(what), line_(line) {}
  std::size_t line() const { return line_; }

 private:
  std::size_t line_;
};

/// How much of a file is taken in before it is refused.
struct TableLimits {
  std::size_t rows = 200'000;  ///< without the header
  std::size_t columns = 200;
  std::size_t field_bytes = 64 * 1024;
  std::size_t row_bytes = 1024 * 1024;
  std::size_t file_bytes = 256 * 1024 * 1024;      ///< as it lies on the disk
  std::size_t unpacked_bytes = 512 * 1024 * 1024;  ///< all that is unpacked of an .xlsx file
  std::size_t text_bytes = 128 * 1024 * 1024;      ///< all shared texts of an .xlsx file
  std::size_t entries = 1000;                      ///< parts of an .xlsx file
};

/// A cell that says something a table cannot hold, e.g. a formula.
struct CellFault {
  std::size_t column = 0;
  std::string code;
  std::string detail;
};

/// Shape   cells are UTF-8; empty rows are left out; line counts from 1; faults: the cell's text is there all
/// the same
struct TableRow {
  std::size_t line = 0;
  std::vector<std::string> cells;
  std::vector<CellFault> faults{};
};

/// A table read row by row, so that a large file needs little memory.
class TableReader {
 public:
  virtual ~TableReader() = default;
  /// Errors  false at the end; throws TableError
  virtual bool read(TableRow& row) = 0;
};

CellFault formula_fault(std::size_t column);

/// Opens a .csv or .xlsx file; its first bytes say which, not its name.
///
/// Errors  throws TableError
std::unique_ptr<TableReader> open_table(const std::filesystem::path& file, const TableLimits& limits = {});

}  // namespace town
