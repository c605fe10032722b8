#pragma once
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

namespace town {

/// A sheet of a workbook; the first row is its heading.
///
/// Shape   name: at most 31 characters, none of []:*?/\ ; numbers stay numbers, text is never a formula
struct Sheet {
  std::string name;
  std::vector<std::vector<std::variant<std::string, double>>> rows;
};

/// Writes an .xlsx file.
///
/// Errors  TableError when it cannot be written
void write_workbook(const std::filesystem::path& file, const std::vector<Sheet>& sheets);

/// The same as bytes, by way of a file that is gone afterwards.
std::string workbook_bytes(const std::vector<Sheet>& sheets);

}  // namespace town
