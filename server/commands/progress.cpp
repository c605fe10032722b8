#include "server/commands/progress.h"

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>

namespace commands {
namespace {

std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler sets it");

}  // namespace

storage::Progress progress(const std::string& doing) {
  std::signal(SIGINT, [](int) { interrupted = true; });
  std::signal(SIGTERM, [](int) { interrupted = true; });
  return [doing, shown = -1](std::int64_t done, std::int64_t all) mutable {
    const int percent = all > 0 ? static_cast<int>(done * 100 / all) : 100;
    if (percent != shown && ::isatty(STDERR_FILENO) == 1) {
      std::fprintf(stderr, "\r%s %d %%%s", doing.c_str(), percent, percent == 100 ? "\n" : "");
      std::fflush(stderr);
    }
    shown = percent;
    return !interrupted;
  };
}

}  // namespace commands
