#include "tests/support/storage_fixture.h"

#include <cstdlib>
#include <stdexcept>

namespace support {

TemporaryFolder::TemporaryFolder() {
  auto pattern = (std::filesystem::temp_directory_path() / "lamplighter-XXXXXX").string();
  if (!::mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder can be made");
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::vector<StorageFactory> storage_factories() {
  return {{"sqlite",
           [](const auto& folder, const auto& limits) { return storage::open_sqlite(folder, limits); }}};
}

void PrintTo(const StorageFactory& factory, std::ostream* stream) { *stream << factory.name; }

std::string factory_name(const testing::TestParamInfo<StorageFactory>& info) { return info.param.name; }

}  // namespace support
