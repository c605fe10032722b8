#pragma once
#include <filesystem>
#include <string>

#include "models/error.h"

namespace town {

/// The whole of a small file.
///
/// Errors  not_found when it cannot be read, invalid when it is larger than allowed
models::Result<std::string> read_file(const std::filesystem::path& file, std::size_t maximum_bytes);

}  // namespace town
