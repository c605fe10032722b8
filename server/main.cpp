#include <csignal>
#include <cstdio>
#include <exception>

#include "server/commands/commands.h"

int main(int argc, char** argv) {
  // A file over its size limit is a failed write like a full disk, not the end of the program.
  std::signal(SIGXFSZ, SIG_IGN);
  try {
    return commands::run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "lamplighter: %s\n", error.what());
    return commands::failed;
  }
}
