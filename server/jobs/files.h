#pragma once
#include <filesystem>
#include <set>
#include <string>

namespace jobs {

/// Makes the folder of the jobs' files, for nobody else to read.
std::error_code make_folder(const std::filesystem::path& folder);

/// Removes a file, also when there is none.
void remove_file(const std::filesystem::path& file);

/// Removes all files but those that a job owns.
void remove_others(const std::filesystem::path& folder, const std::set<std::string>& owned);

}  // namespace jobs
