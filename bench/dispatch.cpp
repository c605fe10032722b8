// How good and how fast is the dispatch engine? vrptw, insert, replan, day, trsp
#include <time.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <exception>

#include "bench/dispatch/commands.h"

namespace bench {

double cpu_seconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

double percentile(std::vector<double> values, double percent) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const auto rank = std::ceil(percent / 100 * static_cast<double>(values.size()));
  return values[static_cast<std::size_t>(std::clamp(rank, 1.0, static_cast<double>(values.size()))) - 1];
}

}  // namespace bench

namespace {

struct Command {
  const char* name;
  const char* question;
  int (*run)(const bench::Arguments& arguments);
};

constexpr Command commands[] = {
    {"vrptw", "gap to the best known plans: --instances DIR [--budget 1,10,30] [--seeds 5] [--clock cpu]",
     bench::run_vrptw},
    {"insert", "one order into a full plan, with reasons: microseconds", bench::run_insert},
    {"replan", "from an event to the published plan: milliseconds", bench::run_replan},
    {"day", "whole days with orders arriving: danger in time, lateness, re-assignments", bench::run_day},
    {"trsp", "public days of technicians with requests arriving: --instances DIR", bench::run_trsp},
};

}  // namespace

int main(int argc, char** argv) {
  for (const auto& command : commands) {
    if (argc < 2 || std::strcmp(argv[1], command.name) != 0) continue;
    try {
      return command.run(bench::Arguments(argc - 1, argv + 1));
    } catch (const std::exception& error) {
      std::fprintf(stderr, "error: %s\n", error.what());
      return 1;
    }
  }
  std::fprintf(stderr, "usage: bin/bench dispatch COMMAND [options]\n");
  for (const auto& command : commands) std::fprintf(stderr, "  %-8s %s\n", command.name, command.question);
  return 2;
}
