#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <sstream>
#include <string>

#include "server/town/csv_reader.h"
#include "server/town/dates_import.h"
#include "server/town/xlsx_reader.h"
#include "tests/fuzz/targets.h"

namespace fuzz {
namespace {

town::TableLimits small() {
  town::TableLimits limits;
  limits.rows = 2000;
  limits.columns = 50;
  limits.field_bytes = 4096;
  limits.row_bytes = 64 * 1024;
  limits.file_bytes = 1024 * 1024;
  limits.unpacked_bytes = 4 * 1024 * 1024;
  limits.text_bytes = 1024 * 1024;
  return limits;
}

void read_all(town::TableReader& table, const town::TableLimits& limits) {
  town::TableRow row;
  std::size_t rows = 0;
  while (table.read(row)) {
    expect(++rows <= limits.rows + 1, "more rows than the limit");
    expect(row.cells.size() <= limits.columns, "more columns than the limit");
    for (const auto& cell : row.cells) expect(cell.find('\0') == std::string::npos, "a NUL in a cell");
  }
}

}  // namespace

void csv_table(std::string_view input) {
  const auto limits = small();
  try {
    const auto table = town::open_csv(std::make_unique<std::istringstream>(std::string(input)), limits);
    read_all(*table, limits);
  } catch (const town::TableError& error) {
    expect(error.what()[0] != '\0', "a refusal without words");
  }
}

void calendar_dates(std::string_view input) {
  const auto dates = town::read_dates(std::string(input));
  if (!dates) return expect(!dates.error().detail.empty(), "a refusal without words");
  expect(dates->size() <= 4000, "more dates than the limit");
}

void xlsx_table(std::string_view input) {
  const auto limits = small();
  static const auto file =
      std::filesystem::temp_directory_path() / ("lamplighter_fuzz_" + std::to_string(::getpid()) + ".xlsx");
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> out(std::fopen(file.c_str(), "wb"), std::fclose);
  expect(out && std::fwrite(input.data(), 1, input.size(), out.get()) == input.size(), "no room for a file");
  out.reset();
  try {
    const auto table = town::open_xlsx(file, limits);
    read_all(*table, limits);
  } catch (const town::TableError& error) {
    expect(error.what()[0] != '\0', "a refusal without words");
  }
  std::filesystem::remove(file);
}

}  // namespace fuzz
