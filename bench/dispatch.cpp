// How near to the best known plans does the search of dispatch come, and how quickly?
#include <cstdio>
#include <exception>
#include <span>
#include <string_view>

#include "bench/dispatch/commands.h"

namespace {

struct Word {
  std::string_view name;
  bench_dispatch::Command run;
  const char* help;
};

constexpr Word words[] = {
    {"vrptw", bench_dispatch::vrptw,
     "--instances DIR [--budget 1,10,30] [--seeds 5] [--clock cpu] [--only REGEX]   gap to best known plans"},
};

}  // namespace

namespace bench_dispatch {

std::string value_of(std::span<char* const> arguments, const std::string& flag,
                     const std::string& otherwise) {
  for (std::size_t i = 0; i + 1 < arguments.size(); ++i)
    if (flag == arguments[i]) return arguments[i + 1];
  return otherwise;
}

}  // namespace bench_dispatch

int main(int argc, char** argv) {
  const std::span<char* const> arguments(argv, static_cast<std::size_t>(argc));
  try {
    if (argc > 1)
      for (const auto& word : words)
        if (word.name == argv[1]) return word.run(arguments.subspan(2));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "dispatch: %s\n", error.what());
    return 1;
  }
  std::fprintf(stderr, "bin/bench dispatch WORD [options]\n");
  for (const auto& word : words)
    std::fprintf(stderr, "  %-8s %s\n", std::string(word.name).c_str(), word.help);
  return 2;
}
