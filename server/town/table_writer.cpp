#include "server/town/table_writer.h"

#include <xlsxwriter.h>

#include <utility>

#include "server/town/table.h"

namespace town {
namespace {

bool needs_guard(const std::string& cell) {
  const auto first = cell.find_first_not_of('\'');
  return first != std::string::npos &&
         std::string_view("=+-@\t\r").find(cell[first]) != std::string_view::npos;
}

class CsvWriter : public TableWriter {
 public:
  explicit CsvWriter(std::ostream& stream) : stream_(stream) { stream_ << "\xEF\xBB\xBF"; }

  void write(const std::vector<std::string>& cells) override {
    std::string row;
    for (const auto& cell : cells) {
      if (&cell != &cells.front()) row += ',';
      append(row, with_guard(cell));
    }
    stream_ << row << "\r\n";
    if (!stream_) throw TableError(0, "the file cannot be written; is the disk full?");
  }

  void finish() override {
    stream_.flush();
    if (!stream_) throw TableError(0, "the file cannot be written; is the disk full?");
  }

 private:
  static void append(std::string& row, const std::string& cell) {
    if (cell.find_first_of(",\"\r\n") == std::string::npos) {
      row += cell;
      return;
    }
    row += '"';
    for (const char c : cell) {
      if (c == '"') row += '"';
      row += c;
    }
    row += '"';
  }

  std::ostream& stream_;
};

class XlsxWriter : public TableWriter {
 public:
  explicit XlsxWriter(const std::filesystem::path& file) {
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    book_ = workbook_new_opt(file.c_str(), &options);
    sheet_ = book_ ? workbook_add_worksheet(book_, nullptr) : nullptr;
    if (!sheet_) throw TableError(0, "cannot write " + file.string());
    worksheet_freeze_panes(sheet_, 1, 0);
  }
  XlsxWriter(const XlsxWriter&) = delete;
  XlsxWriter& operator=(const XlsxWriter&) = delete;
  ~XlsxWriter() override {
    if (book_) workbook_close(book_);
  }

  void write(const std::vector<std::string>& cells) override {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (cells[i].empty()) continue;
      const auto result =
          worksheet_write_string(sheet_, row_, static_cast<lxw_col_t>(i), cells[i].c_str(), nullptr);
      if (result != LXW_NO_ERROR)
        throw TableError(row_ + 1, std::string("cannot be written: ") + lxw_strerror(result));
    }
    ++row_;
  }

  void finish() override {
    const auto result = workbook_close(std::exchange(book_, nullptr));
    if (result != LXW_NO_ERROR)
      throw TableError(0, std::string("cannot be written: ") + lxw_strerror(result));
  }

 private:
  lxw_workbook* book_ = nullptr;
  lxw_worksheet* sheet_ = nullptr;
  lxw_row_t row_ = 0;
};

}  // namespace

std::string with_guard(std::string cell) { return needs_guard(cell) ? "'" + cell : cell; }

std::string without_guard(std::string cell) {
  if (cell.starts_with('\'') && needs_guard(cell)) cell.erase(0, 1);
  return cell;
}

std::unique_ptr<TableWriter> open_csv_writer(std::ostream& stream) {
  return std::make_unique<CsvWriter>(stream);
}

std::unique_ptr<TableWriter> open_xlsx_writer(const std::filesystem::path& file) {
  return std::make_unique<XlsxWriter>(file);
}

}  // namespace town
