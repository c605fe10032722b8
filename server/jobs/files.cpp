#include "server/jobs/files.h"

namespace jobs {

std::error_code make_folder(const std::filesystem::path& folder) {
  std::error_code error, ignored;
  std::filesystem::create_directories(folder, error);
  if (!error) std::filesystem::permissions(folder, std::filesystem::perms::owner_all, ignored);
  return error;
}

void remove_file(const std::filesystem::path& file) {
  std::error_code ignored;
  std::filesystem::remove(file, ignored);
}

void remove_others(const std::filesystem::path& folder, const std::set<std::string>& owned) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error))
    if (!owned.contains(entry.path().filename().string())) remove_file(entry.path());
}

}  // namespace jobs
