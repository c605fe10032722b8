#pragma once
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "server/storage/database.h"
#include "server/town/table.h"

namespace town_test {

/// A folder that goes away with the test.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }
  /// Writes a file and says where.
  std::filesystem::path write(const std::string& name, const std::string& content) const;

 private:
  std::filesystem::path path_;
};

std::string read_all(const std::filesystem::path& file);

/// Writes a zip archive of these parts.
void write_zip(const std::filesystem::path& file,
               const std::vector<std::pair<std::string, std::string>>& parts);

/// The parts of a workbook with one sheet: `rows` is what stands inside <sheetData>, `texts` inside <sst>,
/// `styles` the whole of styles.xml or empty.
std::vector<std::pair<std::string, std::string>> workbook(const std::string& rows,
                                                          const std::string& texts = "",
                                                          const std::string& styles = "");

/// All rows of a table file; throws what the reader throws.
std::vector<town::TableRow> read_rows(const std::filesystem::path& file,
                                      const town::TableLimits& limits = {});

/// Where the town's data lie in the source tree.
std::filesystem::path data_folder();

}  // namespace town_test
