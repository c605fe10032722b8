#include "server/town/table.h"

#include <array>
#include <fstream>

#include "server/town/csv_reader.h"
#include "server/town/xlsx_reader.h"

namespace town {

CellFault formula_fault(std::size_t column) {
  return {column, "formula", "a formula is not taken in: put the value itself into the cell"};
}

std::unique_ptr<TableReader> open_table(const std::filesystem::path& file, const TableLimits& limits) {
  std::error_code problem;
  const auto size = std::filesystem::file_size(file, problem);
  auto stream = std::make_unique<std::ifstream>(file, std::ios::binary);
  if (problem || !*stream) throw TableError(0, "cannot open " + file.string());
  if (size > limits.file_bytes)
    throw TableError(0, "the file is over " + std::to_string(limits.file_bytes) + " bytes; split it");
  std::array<char, 4> head{};
  stream->read(head.data(), head.size());
  const std::string start(head.data(), static_cast<std::size_t>(stream->gcount()));
  if (start == "PK\x03\x04") return open_xlsx(file, limits);
  if (start == "\xD0\xCF\x11\xE0")
    throw TableError(0, "this is an old .xls (or a locked) file; save it as .xlsx or as CSV UTF-8");
  stream->clear();
  stream->seekg(0);
  return open_csv(std::move(stream), limits);
}

}  // namespace town
