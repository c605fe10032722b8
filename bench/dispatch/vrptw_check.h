#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace bench {

struct Verdict {
  std::string fault;  ///< empty: every rule is kept
  long distance = 0;  ///< in tenths
};

/// Judges routes of an instance with a reader and rules of its own, apart from those of the search: each
/// customer once, capacity, windows, fleet, distance.
Verdict check_vrptw(const std::filesystem::path& file, const std::vector<std::vector<int>>& routes,
                    int fleet);

}  // namespace bench
