#include "server/town/workbook.h"

#include <unistd.h>
#include <xlsxwriter.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "server/town/table.h"

namespace town {
namespace {

void check(lxw_error result) {
  if (result != LXW_NO_ERROR)
    throw TableError(0, std::string("the workbook cannot be written: ") + lxw_strerror(result));
}

void add_sheet(lxw_workbook* book, lxw_format* heading, const Sheet& sheet) {
  auto* page = workbook_add_worksheet(book, sheet.name.c_str());
  if (page == nullptr) throw TableError(0, "the workbook cannot have a sheet named " + sheet.name);
  worksheet_freeze_panes(page, 1, 0);
  worksheet_set_column(page, 0, 0, 24, nullptr);
  lxw_row_t row = 0;
  for (const auto& cells : sheet.rows) {
    lxw_col_t column = 0;
    for (const auto& cell : cells) {
      auto* format = row == 0 ? heading : nullptr;
      if (const auto* number = std::get_if<double>(&cell))
        check(worksheet_write_number(page, row, column, *number, format));
      else if (const auto& text = std::get<std::string>(cell); !text.empty())
        check(worksheet_write_string(page, row, column, text.c_str(), format));
      ++column;
    }
    ++row;
  }
}

}  // namespace

void write_workbook(const std::filesystem::path& file, const std::vector<Sheet>& sheets) {
  auto* book = workbook_new(file.c_str());
  if (book == nullptr) throw TableError(0, "the workbook cannot be written: " + file.string());
  auto* heading = workbook_add_format(book);
  format_set_bold(heading);
  try {
    for (const auto& sheet : sheets) add_sheet(book, heading, sheet);
  } catch (...) {
    workbook_close(book);
    throw;
  }
  check(workbook_close(book));
}

std::string workbook_bytes(const std::vector<Sheet>& sheets) {
  auto name = (std::filesystem::temp_directory_path() / "lamplighter-XXXXXX").string();
  const int file = ::mkstemp(name.data());
  if (file < 0) throw TableError(0, "no file can be made in " + name);
  ::close(file);
  struct Gone {
    std::filesystem::path path;
    ~Gone() {
      std::error_code ignored;
      std::filesystem::remove(path, ignored);
    }
  } const gone{name};
  write_workbook(name, sheets);
  std::ifstream stream(name, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace town
