#include "bench/support/self.h"

#include <sys/resource.h>

#include <fstream>

namespace bench {

double processor_of(int who) {
  rusage usage{};
  ::getrusage(who, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double kilobytes(const std::string& word) {
  std::ifstream status("/proc/self/status");
  for (std::string found; status >> found;)
    if (found == word) {
      double number = 0;
      status >> number;
      return number;
    }
  return 0;
}

void forget_peak() { std::ofstream("/proc/self/clear_refs") << 5; }

}  // namespace bench
