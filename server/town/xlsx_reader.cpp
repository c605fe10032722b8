#include "server/town/xlsx_reader.h"

#include <algorithm>
#include <charconv>
#include <pugixml.hpp>
#include <utility>

#include "server/town/text_source.h"
#include "server/town/xlsx_styles.h"
#include "server/town/xml_elements.h"
#include "server/town/xml_names.h"
#include "server/town/zip_file.h"

namespace town {
namespace {

constexpr std::size_t maximum_part_bytes = 8 * 1024 * 1024;
constexpr unsigned parse_options = pugi::parse_default | pugi::parse_ws_pcdata_single;

void load(pugi::xml_document& document, const std::string& xml, std::size_t line, const char* what) {
  if (xml.find("<!DOCTYPE") != std::string::npos)
    throw TableError(line, "the .xlsx file has a DOCTYPE; such files are not taken in");
  if (!document.load_buffer(xml.data(), xml.size(), parse_options, pugi::encoding_utf8))
    throw TableError(line, std::string("the .xlsx file is damaged: cannot read ") + what);
}

// Texts may lie in runs of different looks; phonetic hints (rPh) are no part of them.
void append_text(const pugi::xml_node& node, std::string& text) {
  for (const auto& item : node.children()) {
    if (is(item, "t"))
      text += item.text().get();
    else if (is(item, "r"))
      append_text(item, text);
  }
}

std::size_t number_of(std::string_view digits) {
  std::size_t value = 0;
  const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return code == std::errc{} && end == digits.data() + digits.size() ? value : std::string::npos;
}

// A = 0, B = 1, … AA = 26 of a reference such as AA17.
std::size_t column_of(std::string_view reference) {
  std::size_t column = 0;
  for (const char c : reference) {
    if (c < 'A' || c > 'Z' || column > 100'000) break;
    column = column * 26 + static_cast<std::size_t>(c - 'A') + 1;
  }
  return column == 0 ? std::string::npos : column - 1;
}

class XlsxReader : public TableReader {
 public:
  XlsxReader(const std::filesystem::path& file, const TableLimits& limits)
      : limits_(limits),
        archive_(file, limits),
        rows_([this](std::string& piece) { return archive_.read(piece); }, "row", 4 * limits.row_bytes) {
    const auto sheet = find_first_sheet();
    if (const auto styles = archive_.read_part("xl/styles.xml", maximum_part_bytes))
      date_styles_ = read_date_styles(*styles);
    read_shared_texts();
    if (!archive_.open(sheet)) throw TableError(0, "the .xlsx file has no sheet " + sheet);
  }

  bool read(TableRow& row) override {
    std::string xml;
    while (rows_.next(xml)) {
      pugi::xml_document document;
      load(document, xml, line_ + 1, "a row");
      const auto element = document.document_element();
      const auto number = element.attribute("r") ? number_of(element.attribute("r").value()) : line_ + 1;
      if (number == std::string::npos)
        throw TableError(line_ + 1, "the .xlsx file is damaged: a row's number");
      row.line = line_ = number;
      read_cells(element, row);
      if (std::all_of(row.cells.begin(), row.cells.end(), [](const auto& cell) { return cell.empty(); }))
        continue;
      if (++count_ > limits_.rows + 1)
        throw TableError(line_, "more than " + std::to_string(limits_.rows) + " rows; split the file");
      return true;
    }
    return false;
  }

 private:
  std::string find_first_sheet() {
    const auto book = archive_.read_part("xl/workbook.xml", maximum_part_bytes);
    const auto links = archive_.read_part("xl/_rels/workbook.xml.rels", maximum_part_bytes);
    if (!book || !links) throw TableError(0, "this is no .xlsx file: it has no workbook");
    pugi::xml_document document;
    load(document, *book, 0, "the workbook");
    const auto root = document.document_element();
    from_1904_ = child(root, "workbookPr").attribute("date1904").as_bool();
    std::string id;
    for (const auto& attribute : child(child(root, "sheets"), "sheet").attributes())
      if (local_name(attribute.name()) == "id") id = attribute.value();
    pugi::xml_document relations;
    load(relations, *links, 0, "the workbook's parts");
    for (const auto& link : relations.document_element().children()) {
      if (id.empty() || id != link.attribute("Id").value()) continue;
      const std::string target = link.attribute("Target").value();
      return target.starts_with("/") ? target.substr(1) : "xl/" + target;
    }
    throw TableError(0, "the .xlsx file has no sheet");
  }

  void read_shared_texts() {
    if (!archive_.open("xl/sharedStrings.xml")) return;
    XmlElements items([this](std::string& piece) { return archive_.read(piece); }, "si",
                      4 * limits_.field_bytes + maximum_part_bytes / 8);
    std::size_t total = 0;
    for (std::string xml; items.next(xml);) {
      pugi::xml_document document;
      load(document, xml, 0, "a text");
      std::string text;
      append_text(document.document_element(), text);
      total += text.size() + sizeof(std::string);
      if (total > limits_.text_bytes) throw TableError(0, "the .xlsx file holds too much text; split it");
      texts_.push_back(std::move(text));
    }
  }

  void read_cells(const pugi::xml_node& element, TableRow& row) {
    row.cells.clear();
    row.faults.clear();
    for (const auto& cell : element.children()) {
      if (!is(cell, "c")) continue;
      const auto reference = cell.attribute("r");
      const auto column = reference ? column_of(reference.value()) : row.cells.size();
      if (column >= limits_.columns)
        throw TableError(row.line, "more than " + std::to_string(limits_.columns) + " columns");
      if (row.cells.size() <= column) row.cells.resize(column + 1);
      auto text = text_of(cell, row.line);
      if (text.size() > limits_.field_bytes)
        throw TableError(row.line, "a cell is over " + std::to_string(limits_.field_bytes) + " bytes");
      if (!is_utf8(text)) throw TableError(row.line, "a cell is not UTF-8 text");
      row.cells[column] = std::move(text);
      if (child(cell, "f")) row.faults.push_back(formula_fault(column));
    }
  }

  std::string text_of(const pugi::xml_node& cell, std::size_t line) const {
    const std::string_view type = cell.attribute("t").as_string("n");
    if (type == "inlineStr") {
      std::string text;
      append_text(child(cell, "is"), text);
      return text;
    }
    const std::string value = child(cell, "v").text().get();
    if (type == "s") {
      const auto index = number_of(value);
      if (index >= texts_.size()) throw TableError(line, "the .xlsx file is damaged: a text is missing");
      return texts_[index];
    }
    if (type == "b") return value == "1" ? "true" : "false";
    if (type != "n" || value.empty())
      return value;  // str (of a formula), d (ISO already), e (an error's name)
    const auto style = cell.attribute("s").as_uint();
    if (style < date_styles_.size() && date_styles_[style]) {
      double serial = -1;
      std::from_chars(value.data(), value.data() + value.size(), serial);
      if (auto date = date_of_serial(serial, from_1904_); !date.empty()) return date;
    }
    return text_of_number(value);
  }

  TableLimits limits_;
  ZipFile archive_;
  XmlElements rows_;
  std::vector<std::string> texts_;
  std::vector<bool> date_styles_;
  bool from_1904_ = false;
  std::size_t line_ = 0;
  std::size_t count_ = 0;
};

}  // namespace

std::unique_ptr<TableReader> open_xlsx(const std::filesystem::path& file, const TableLimits& limits) {
  return std::make_unique<XlsxReader>(file, limits);
}

}  // namespace town
