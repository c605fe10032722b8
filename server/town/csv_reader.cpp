#include "server/town/csv_reader.h"

#include <algorithm>
#include <utility>

#include "server/town/table_writer.h"
#include "server/town/text_source.h"

namespace town {
namespace {

/// What a spreadsheet would run. A number with its sign, or a telephone number, is none.
bool is_formula(std::string_view cell) {
  if (cell.empty()) return false;
  if (cell[0] == '=' || cell[0] == '@') return true;
  return (cell[0] == '+' || cell[0] == '-') && cell.find_first_not_of("+-0123456789. ()") != cell.npos;
}

class CsvReader : public TableReader {
 public:
  CsvReader(std::unique_ptr<std::istream> stream, const TableLimits& limits)
      : source_(std::move(stream)), limits_(limits) {}

  bool read(TableRow& row) override {
    while (read_record(row)) {
      if (std::all_of(row.cells.begin(), row.cells.end(), [](const auto& cell) { return cell.empty(); }))
        continue;
      if (++rows_ > limits_.rows + 1)
        throw TableError(row.line, "more than " + std::to_string(limits_.rows) + " rows; split the file");
      return true;
    }
    return false;
  }

 private:
  static constexpr int end = -1;

  int peek() {
    while (position_ == piece_.size()) {
      if (ended_ || !source_.read(piece_)) {
        ended_ = true;
        piece_.clear();
        position_ = 0;
        return end;
      }
      position_ = 0;
    }
    return static_cast<unsigned char>(piece_[position_]);
  }

  int take() {
    const int byte = peek();
    if (byte == end) return end;
    ++position_;
    // CR LF is one line end: the LF is counted, a CR only when it stands alone.
    if (byte == '\n' || (byte == '\r' && peek() != '\n')) ++line_;
    return byte;
  }

  bool read_record(TableRow& row) {
    row.cells.clear();
    row.faults.clear();
    row.line = line_;
    row_bytes_ = 0;
    if (peek() == end) return false;
    for (bool more = true; more;) {
      if (row.cells.size() == limits_.columns)
        throw TableError(row.line, "more than " + std::to_string(limits_.columns) + " columns");
      auto& cell = row.cells.emplace_back();
      const auto line = line_;
      more = peek() == '"' ? read_quoted(cell) : read_bare(cell);
      if (!is_utf8(cell)) throw TableError(line, "not UTF-8 text; save the file as CSV UTF-8 or as .xlsx");
      if (is_formula(cell)) row.faults.push_back(formula_fault(row.cells.size() - 1));
      cell = without_guard(std::move(cell));
    }
    return true;
  }

  void append(std::string& cell, int byte) {
    if (byte == 0) throw TableError(line_, "there is a NUL byte; this is no text file");
    cell.push_back(static_cast<char>(byte));
    if (cell.size() > limits_.field_bytes)
      throw TableError(line_, "a field is over " + std::to_string(limits_.field_bytes) +
                                  " bytes; is a quote missing before it?");
    if (++row_bytes_ > limits_.row_bytes)
      throw TableError(line_, "a row is over " + std::to_string(limits_.row_bytes) + " bytes");
  }

  // Takes what ends a field; true when a further field follows.
  bool take_separator(int byte) {
    if (byte == ',') return true;
    if (byte == '\r' && peek() == '\n') take();
    return false;
  }

  bool read_bare(std::string& cell) {
    for (;;) {
      const auto line = line_;
      const int byte = take();
      if (byte == end || byte == ',' || byte == '\n' || byte == '\r') return take_separator(byte);
      if (byte == '"')
        throw TableError(line, "a quote inside a field: put the whole field in quotes and double this one");
      append(cell, byte);
    }
  }

  bool read_quoted(std::string& cell) {
    const auto opened = line_;
    take();
    for (;;) {
      const int byte = take();
      if (byte == end) throw TableError(opened, "a quote is opened here and never closed");
      if (byte != '"') {
        append(cell, byte);
        continue;
      }
      const auto line = line_;
      const int next = take();
      if (next == '"') {
        append(cell, '"');
      } else if (next == end || next == ',' || next == '\n' || next == '\r') {
        return take_separator(next);
      } else {
        throw TableError(line, "text after a closing quote: a comma is missing, or a quote must be doubled");
      }
    }
  }

  TextSource source_;
  TableLimits limits_;
  std::string piece_;
  std::size_t position_ = 0;
  bool ended_ = false;
  std::size_t line_ = 1;
  std::size_t rows_ = 0;
  std::size_t row_bytes_ = 0;
};

}  // namespace

std::unique_ptr<TableReader> open_csv(std::unique_ptr<std::istream> stream, const TableLimits& limits) {
  return std::make_unique<CsvReader>(std::move(stream), limits);
}

}  // namespace town
