#include "tests/server/town/files.h"

#include <minizip/zip.h>
#include <stdlib.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace town_test {

TempFolder::TempFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "lamplighter-town-XXXXXX").string();
  if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
  path_ = name;
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path TempFolder::write(const std::string& name, const std::string& content) const {
  const auto file = path_ / name;
  std::ofstream(file, std::ios::binary) << content;
  return file;
}

std::string read_all(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

void write_zip(const std::filesystem::path& file,
               const std::vector<std::pair<std::string, std::string>>& parts) {
  auto* archive = zipOpen64(file.c_str(), APPEND_STATUS_CREATE);
  if (!archive) throw std::runtime_error("no zip");
  for (const auto& [name, content] : parts) {
    zip_fileinfo info{};
    zipOpenNewFileInZip64(archive, name.c_str(), &info, nullptr, 0, nullptr, 0, nullptr, 8, 6, 1);
    for (std::size_t at = 0; at < content.size(); at += 1U << 20U)
      zipWriteInFileInZip(archive, content.data() + at,
                          static_cast<unsigned>(std::min<std::size_t>(1U << 20U, content.size() - at)));
    zipCloseFileInZip(archive);
  }
  zipClose(archive, nullptr);
}

std::vector<std::pair<std::string, std::string>> workbook(const std::string& rows, const std::string& texts,
                                                          const std::string& styles) {
  std::vector<std::pair<std::string, std::string>> parts{
      {"xl/workbook.xml",
       R"(<?xml version="1.0"?><workbook xmlns:r="r"><sheets><sheet name="a" sheetId="1" r:id="rId7"/></sheets></workbook>)"},
      {"xl/_rels/workbook.xml.rels",
       R"(<Relationships><Relationship Id="rId1" Target="theme.xml"/><Relationship Id="rId7" Target="worksheets/sheet1.xml"/></Relationships>)"},
      {"xl/worksheets/sheet1.xml",
       "<?xml version=\"1.0\"?><worksheet><sheetData>" + rows + "</sheetData></worksheet>"}};
  if (!texts.empty()) parts.emplace_back("xl/sharedStrings.xml", "<sst>" + texts + "</sst>");
  if (!styles.empty()) parts.emplace_back("xl/styles.xml", styles);
  return parts;
}

std::vector<town::TableRow> read_rows(const std::filesystem::path& file, const town::TableLimits& limits) {
  const auto reader = town::open_table(file, limits);
  std::vector<town::TableRow> rows;
  for (town::TableRow row; reader->read(row);) rows.push_back(row);
  return rows;
}

std::filesystem::path data_folder() { return std::filesystem::path(SOURCE_DIR) / "data" / "lucheng"; }

}  // namespace town_test
