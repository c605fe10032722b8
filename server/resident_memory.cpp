#include "server/resident_memory.h"

#include <malloc.h>
#include <sys/mman.h>

#include <charconv>
#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>

namespace app {
namespace {

// One line of /proc/self/maps: "START-END r-xp OFFSET DEVICE INODE  /path". Only code of files: it was never
// written, so that dropping its pages loses nothing. Data of files is private once relocations wrote to it.
void give_back_code(std::string_view line) {
  const auto dash = line.find('-');
  const auto space = line.find(' ');
  if (dash == std::string_view::npos || space == std::string_view::npos || dash > space) return;
  if (!line.substr(space + 1).starts_with("r-xp ") || line.find(" /") == std::string_view::npos) return;
  std::uintptr_t start = 0, end = 0;
  const auto* text = line.data();
  if (std::from_chars(text, text + dash, start, 16).ec != std::errc{}) return;
  if (std::from_chars(text + dash + 1, text + space, end, 16).ec != std::errc{}) return;
  // NOLINTNEXTLINE(performance-no-int-to-ptr): the system gives addresses as text
  ::madvise(reinterpret_cast<void*>(start), end - start, MADV_DONTNEED);
}

}  // namespace

void give_back_start_up_memory() noexcept {
  try {
    ::malloc_trim(0);
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);) give_back_code(line);
  } catch (...) {  // NOLINT(bugprone-empty-catch): the memory stays where it is
  }
}

}  // namespace app
