#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "dispatch/search/problem.h"
#include "models/error.h"

namespace planning {

/// An instance of the vehicle routing problem with time windows, as a search problem.
/// Units: tenths, truncated: travel is floor(10 * Euclid), times are multiplied by ten.
struct VrptwInstance {
  std::string name;
  dispatch::search::Problem problem;
  std::vector<int> numbers;  ///< the file's number of each stop; 0 is the depot
};

inline constexpr std::size_t vrptw_file_limit_bytes = 8 * 1024 * 1024;

/// Reads the text form of Solomon and of Gehring and Homberger.
/// Errors: invalid, with the line where it goes wrong.
models::Result<VrptwInstance> parse_vrptw(std::string_view text);

/// Errors: not_found where there is no such file; else as parse_vrptw.
models::Result<VrptwInstance> read_vrptw(const std::filesystem::path& file);

}  // namespace planning
