#include "server/town/table_writer.h"

#include <xlsxwriter.h>

#include <cstdio>
#include <utility>

#include "server/town/table.h"

namespace town {
namespace {

bool needs_guard(std::string_view cell) {
  std::size_t first = 0;
  while (first < cell.size() && cell[first] == '\'') ++first;
  if (first == cell.size()) return false;
  const char c = cell[first];
  return c == '=' || c == '+' || c == '-' || c == '@' || c == '\t' || c == '\r';
}

bool needs_quotes(std::string_view cell) {
  for (const char c : cell)
    if (c == ',' || c == '"' || c == '\r' || c == '\n') return true;
  return false;
}

class CsvWriter : public TableWriter {
 public:
  explicit CsvWriter(std::ostream& stream) : stream_(stream) { stream_ << "\xEF\xBB\xBF"; }

  void write(const std::vector<std::string>& cells) override {
    row_.clear();
    for (const auto& cell : cells) {
      if (&cell != &cells.front()) row_ += ',';
      append(cell);
    }
    row_ += "\r\n";
    stream_.write(row_.data(), static_cast<std::streamsize>(row_.size()));
    if (!stream_) throw TableError(0, "the file cannot be written; is the disk full?");
  }

  void finish() override {
    stream_.flush();
    if (!stream_) throw TableError(0, "the file cannot be written; is the disk full?");
  }

 private:
  void append(const std::string& cell) {
    const bool guarded = needs_guard(cell);
    if (!needs_quotes(cell)) {
      if (guarded) row_ += '\'';
      row_ += cell;
      return;
    }
    row_ += guarded ? "\"'" : "\"";
    for (const char c : cell) {
      if (c == '"') row_ += '"';
      row_ += c;
    }
    row_ += '"';
  }

  std::ostream& stream_;
  std::string row_;  ///< kept, so that a row costs no memory of its own
};

class XlsxWriter : public TableWriter {
 public:
  XlsxWriter(const std::filesystem::path& file, const std::filesystem::path& scratch)
      : scratch_(scratch.string()) {
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    options.use_zip64 = LXW_TRUE;
    if (!scratch_.empty()) options.tmpdir = scratch_.data();
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
    // The library looks at none of its writes into the scratch file.
    if (sheet_->optimize_tmpfile && std::ferror(sheet_->optimize_tmpfile))
      throw TableError(row_ + 1, "cannot be written; is the disk full?");
    ++row_;
  }

  void finish() override {
    if (sheet_->optimize_tmpfile && std::fflush(sheet_->optimize_tmpfile) != 0)
      throw TableError(row_, "cannot be written; is the disk full?");
    const auto result = workbook_close(std::exchange(book_, nullptr));
    if (result != LXW_NO_ERROR)
      throw TableError(0, std::string("cannot be written: ") + lxw_strerror(result));
  }

 private:
  std::string scratch_;
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

std::unique_ptr<TableWriter> open_xlsx_writer(const std::filesystem::path& file,
                                              const std::filesystem::path& scratch) {
  return std::make_unique<XlsxWriter>(file, scratch);
}

}  // namespace town
